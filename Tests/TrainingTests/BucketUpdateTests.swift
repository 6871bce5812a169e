import Networks
import Tensors
import Testing
import Training

private struct AdamRun: Decodable {
    struct Parameters: Decodable {
        let kernel: [Float]
        let bias: [Float]
    }

    struct Step: Decodable {
        let step: Int
        let learning_rate: Float
        let penalty_before: Double
        let kernel_gradient: [Float]
        let bias_gradient: [Float]
        let kernel: [Float]
        let bias: [Float]
    }

    let l2: Double
    let start: Parameters
    let steps: [Step]
    let first_moment: [Float]
    let second_moment: [Float]
}

private struct MovingStatistics: Decodable {
    struct Batch: Decodable {
        let samples: Int
        let mean_sums: [Float]
        let variance_sums: [Float]
        let moving_mean: [Float]
        let moving_variance: [Float]
    }

    let batches: [Batch]
}

@Suite struct BucketUpdateTests {
    @Test func frozenLayersStayAsTheyAre() throws {
        let spec = ModelSpec(
            name: "two",
            layers: [
                .flatten, .batchNormalization(.init()), .dense(.init(units: .classes, activation: .softmax)),
            ])
        let layout = try Network(
            spec, input: ImageShape(height: 3, width: 3, channels: 1), classes: 3, frozen: ["batch_normalization_1"]
        ).layout
        let (old, new) = (ModelState(layout: layout), ModelState(layout: layout))
        let gradient = FloatStorage(count: layout.count)
        for index in 0..<layout.count {
            old.weights.pointer[index] = Float(index)
            gradient.pointer[index] = 1
        }
        for bucket in layout.buckets {
            applyBucket(
                bucket, layout: layout, gradient: gradient.pointer + bucket.lowerBound, samples: 4,
                optimizer: AdamOptions(), learningRate: 0.1, step: 1, from: old, to: new)
        }
        for entry in layout.entries {
            let isSame = old.weights.buffer[entry.range].elementsEqual(new.weights.buffer[entry.range])
            #expect(isSame == entry.name.hasPrefix("batch_normalization_1/"), "\(entry.name)")
        }
    }

    @Test func adamFollowsKeras() throws {
        let run: AdamRun = try golden("adam")
        let spec = ModelSpec(
            name: "dense", layers: [.flatten, .dense(.init(units: .classes, activation: .softmax, l2: run.l2))])
        let layout = try Network(spec, input: ImageShape(height: 5, width: 5, channels: 1), classes: 3).layout
        var (old, new) = (ModelState(layout: layout), ModelState(layout: layout))
        try layout.fill(old.weights, from: tensors(layout, kernel: run.start.kernel, bias: run.start.bias))
        var options = AdamOptions()
        options.learningRate = 1e-2
        for step in run.steps {
            let penalty = regularizationLoss(old.weights.pointer, layout: layout)
            #expect(abs(penalty - step.penalty_before) <= 1e-6 * penalty)
            let gradient = FloatStorage(count: layout.count)
            try layout.fill(
                gradient, from: tensors(layout, kernel: step.kernel_gradient, bias: step.bias_gradient))
            for bucket in layout.buckets {
                applyBucket(
                    bucket, layout: layout, gradient: gradient.pointer + bucket.lowerBound, samples: 64,
                    optimizer: options, learningRate: step.learning_rate, step: step.step, from: old, to: new)
            }
            let expected = FloatStorage(count: layout.count)
            try layout.fill(expected, from: tensors(layout, kernel: step.kernel, bias: step.bias))
            for i in 0..<layout.count {
                let update = abs(expected.pointer[i] - old.weights.pointer[i])
                let rounding = max(expected.pointer[i].ulp, old.weights.pointer[i].ulp)
                #expect(
                    abs(new.weights.pointer[i] - expected.pointer[i]) <= 1e-5 * update + rounding,
                    "step \(step.step), float \(i)")
            }
            (old, new) = (new, old)
            // The next update starts from Keras' weights, so that it alone is compared.
            old.weights.copy(from: expected)
        }
        let moments = layout.entries.flatMap { $0.range.map { old.firstMoment.pointer[$0] } }
        let squares = layout.entries.flatMap { $0.range.map { old.secondMoment.pointer[$0] } }
        for (moment, expected) in zip(moments + squares, run.first_moment + run.second_moment) {
            #expect(abs(moment - expected) <= 1e-6 * abs(expected) + 1e-12)
        }
    }

    @Test func movingStatisticsFollowKeras() throws {
        let run: MovingStatistics = try golden("moving_statistics")
        let network = try normalized()
        let layout = network.layout
        var (old, new) = (ModelState(layout: layout), ModelState(layout: layout))
        old.weights.copy(from: network.initialWeights(seed: 1))
        for (index, batch) in run.batches.enumerated() {
            let gradient = FloatStorage(count: layout.count)
            try place(batch.mean_sums, .movingMean, layout, gradient)
            try place(batch.variance_sums, .movingVariance, layout, gradient)
            for bucket in layout.buckets {
                applyBucket(
                    bucket, layout: layout, gradient: gradient.pointer + bucket.lowerBound, samples: batch.samples,
                    optimizer: AdamOptions(), learningRate: 1e-4, step: index + 1, from: old, to: new)
            }
            for (role, expected) in [
                (ParameterLayout.Role.movingMean, batch.moving_mean), (.movingVariance, batch.moving_variance),
            ] {
                let range = try #require(layout.entries.first { $0.role == role }).range
                for (place, value) in zip(range, expected) {
                    #expect(abs(new.weights.pointer[place] - value) <= 2e-6 * abs(value), "batch \(index), \(role)")
                    #expect(new.firstMoment.pointer[place] == 0)
                    #expect(new.secondMoment.pointer[place] == 0)
                }
            }
            (old, new) = (new, old)
        }
    }

    @Test func leavesTheOldVersionAndPaddingAlone() throws {
        let network = try normalized()
        let layout = network.layout
        let old = ModelState(layout: layout)
        let new = ModelState(layout: layout)
        old.weights.copy(from: network.initialWeights(seed: 2))
        old.firstMoment.pointer[0] = 0.5
        let before = ModelState(layout: layout)
        before.weights.copy(from: old.weights)
        before.firstMoment.copy(from: old.firstMoment)
        let gradient = FloatStorage(count: layout.count)
        for i in 0..<layout.count { gradient.pointer[i] = 1 }
        applyBucket(
            0..<layout.count, layout: layout, gradient: gradient.pointer, samples: 8, optimizer: AdamOptions(),
            learningRate: 1e-3, step: 1, from: old, to: new)
        let used = Set(layout.entries.flatMap(\.range))
        #expect(used.count < layout.count)
        for i in 0..<layout.count {
            #expect(old.weights.pointer[i] == before.weights.pointer[i])
            #expect(old.firstMoment.pointer[i] == before.firstMoment.pointer[i])
            #expect(old.secondMoment.pointer[i] == before.secondMoment.pointer[i])
            let changed = new.weights.pointer[i] != old.weights.pointer[i]
            #expect(changed == used.contains(i), "float \(i)")
        }
    }

    @Test func anyCutIntoBucketsGivesTheSameBits() throws {
        let network = try normalized()
        let layout = network.layout
        let old = ModelState(layout: layout)
        old.weights.copy(from: network.initialWeights(seed: 3))
        let gradient = FloatStorage(count: layout.count)
        let stream = RandomStream(seed: 4, purpose: .fingerprint)
        for i in 0..<layout.count { gradient.pointer[i] = stream.uniform(i, from: -1, to: 1) }
        func updated(cutAt places: [Int]) -> [UInt32] {
            let new = ModelState(layout: layout)
            for (from, to) in zip([0] + places, places + [layout.count]) {
                applyBucket(
                    from..<to, layout: layout, gradient: gradient.pointer + from, samples: 8,
                    optimizer: AdamOptions(), learningRate: 1e-3, step: 3, from: old, to: new)
            }
            return [new.weights, new.firstMoment, new.secondMoment].flatMap { $0.buffer.map(\.bitPattern) }
        }
        let whole = updated(cutAt: [])
        for place in 1..<layout.count {
            #expect(updated(cutAt: [place]) == whole, "cut at \(place)")
        }
    }

    @Test func regularizationLossIsTheSumInDoublePrecision() throws {
        let spec = ModelSpec(
            name: "two",
            layers: [
                .conv2d(.init(filters: 7, l2: 0.001)), .flatten, .dense(.init(units: .count(11), l2: 0.01)),
                .dense(.init(units: .classes, activation: .softmax)),
            ])
        let network = try Network(spec, input: ImageShape(height: 9, width: 8, channels: 3), classes: 4)
        let weights = network.initialWeights(seed: 5)
        var sum = 0.0
        for (name, l2) in [("conv2d_1/kernel", Float(0.001)), ("dense_1/kernel", Float(0.01))] {
            let values = try #require(network.layout.tensors(of: weights)[name]).values
            sum += Double(l2) * values.reduce(0.0) { $0 + Double($1) * Double($1) }
        }
        let loss = regularizationLoss(weights.pointer, layout: network.layout)
        #expect(sum > 0)
        #expect(abs(loss - sum) <= 1e-13 * sum)
    }

    private func normalized() throws -> Network {
        let layers: [LayerSpec] = [
            .batchNormalization(.init()), .flatten, .dense(.init(units: .classes, activation: .softmax, l2: 0.1)),
        ]
        return try Network(
            ModelSpec(name: "normalized", layers: layers), input: ImageShape(height: 3, width: 1, channels: 3),
            classes: 3)
    }

    private func place(
        _ values: [Float], _ role: ParameterLayout.Role, _ layout: ParameterLayout, _ vector: FloatStorage
    ) throws {
        let entry = try #require(layout.entries.first { $0.role == role })
        for (place, value) in zip(entry.range, values) { vector.pointer[place] = value }
    }

    private func tensors(_ layout: ParameterLayout, kernel: [Float], bias: [Float]) -> [String: Tensor] {
        Dictionary(
            uniqueKeysWithValues: layout.entries.map { entry in
                (entry.name, Tensor(shape: entry.shape, values: entry.role == .kernel ? kernel : bias))
            })
    }
}
