import Networks
import Tensors
import Testing

@Suite("Networks, their parameters and initial weights")
struct NetworkTests {
    private let square = ImageShape(height: 48, width: 48, channels: 1)

    @Test("shapes and names of fer-cnn")
    func summaries() throws {
        let network = try Network(ferCNN, input: square, classes: 7)
        #expect(network.layers.count == 20)
        let first = network.layers[0]
        #expect(first.name == "conv2d_1" && first.kind == "conv2d")
        #expect(first.outputShape == "46×46×32" && first.parameters == 320)
        #expect(network.layers[14].name == "max_pooling2d_4")
        #expect(network.layers[14].outputShape == "1×1×512")
        #expect(network.layers[16].outputShape == "512")
        #expect(network.layers[19].name == "dense_2")
        #expect(network.layers[19].outputShape == "7")
        #expect(network.layers[5].parameters == 256)
    }

    @Test("entries are aligned, in order, and have their L2 and momentum")
    func layout() throws {
        let layout = try Network(ferCNN, input: square, classes: 7).layout
        #expect(layout.entries.allSatisfy { $0.offset % 16 == 0 })
        #expect(layout.count % 16 == 0)
        let names = layout.entries.prefix(6).map(\.name)
        #expect(
            names == [
                "conv2d_1/kernel", "conv2d_1/bias", "batch_normalization_1/gamma", "batch_normalization_1/beta",
                "batch_normalization_1/moving_mean", "batch_normalization_1/moving_variance",
            ])
        #expect(layout.entries[0].shape == [3, 3, 1, 32])
        #expect(layout.entries[0].l2 == 0.001)
        #expect(layout.entries[1].l2 == 0)
        #expect(layout.entries[4].momentum == 0.99)
        #expect(layout.entries[2].momentum == 0)
        for (entry, next) in zip(layout.entries, layout.entries.dropFirst()) {
            #expect(entry.range.upperBound <= next.offset)
        }
    }

    @Test("buckets cover the vector, stay within a layer and under the limit")
    func buckets() throws {
        for (model, limit) in [
            (ferCNN, 1_048_576), (hackersrealm, 1_048_576), (ferCNN, 131_072), (hackersrealm, 131_072),
        ] {
            let layout = try Network(model, input: square, classes: 7, bucketLimit: limit).layout
            #expect(layout.buckets.first?.lowerBound == 0)
            #expect(layout.buckets.last?.upperBound == layout.count)
            for (bucket, next) in zip(layout.buckets, layout.buckets.dropFirst()) {
                #expect(bucket.upperBound == next.lowerBound)
            }
            for bucket in layout.buckets {
                #expect(bucket.count <= limit)
                let entries = layout.entries.filter { $0.range.overlaps(bucket) }
                #expect(Set(entries.map { $0.name.split(separator: "/")[0] }).count == 1)
            }
        }
        let baseline = try Network(hackersrealm, input: square, classes: 7).layout
        let fourth = try #require(baseline.entries.first { $0.name == "conv2d_4/kernel" })
        let cut = baseline.buckets.filter { $0.overlaps(fourth.range) }
        #expect(cut.map(\.count) == [1_048_576, 1_048_576, 262_656])
        // Cutting into buckets moves no entry.
        let small = try Network(hackersrealm, input: square, classes: 7, bucketLimit: 131_072).layout
        #expect(small.entries.map(\.offset) == baseline.entries.map(\.offset))
        #expect(small.buckets.count { $0.overlaps(fourth.range) } == 18)
    }

    @Test("initial weights are Glorot uniform, seeded, and 1 or 0 elsewhere")
    func initialWeights() throws {
        let network = try Network(ferCNN, input: square, classes: 7)
        let tensors = network.layout.tensors(of: network.initialWeights(seed: 4))
        for entry in network.layout.entries {
            let values = try #require(tensors[entry.name]).values
            switch entry.role {
            case .kernel:
                let fans = entry.shape.dropLast(2).reduce(1, *) * entry.shape.suffix(2).reduce(0, +)
                let limit = (6 / Float(fans)).squareRoot()
                let (low, high) = (values.min() ?? 0, values.max() ?? 0)
                #expect(low >= -limit && low < -0.95 * limit)
                #expect(high <= limit && high > 0.95 * limit)
                let variance = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
                #expect(abs(variance / Double(limit * limit / 3) - 1) < 0.2)
            case .gamma, .movingVariance:
                #expect(values.allSatisfy { $0 == 1 })
            default:
                #expect(values.allSatisfy { $0 == 0 })
            }
        }
        #expect(network.layout.tensors(of: network.initialWeights(seed: 4)) == tensors)
        #expect(network.layout.tensors(of: network.initialWeights(seed: 5)) != tensors)
        let stream = RandomStream(seed: 4, purpose: .initialization, index: 17)
        let limit = Float((6.0 / 768).squareRoot())
        #expect(tensors["dense_1/kernel"]?.values[99] == stream.uniform(99, from: -limit, to: limit))
    }

    @Test("tensors fill a vector, and errors name wrong ones")
    func tensors() throws {
        let layout = try Network(ferCNN, input: square, classes: 7).layout
        let weights = drawWeights(layout)
        var tensors = layout.tensors(of: weights)
        let copy = FloatStorage(count: layout.count)
        copy.buffer.update(repeating: .nan)
        try layout.fill(copy, from: tensors)
        #expect(zip(copy.buffer, weights.buffer).allSatisfy { $0 == $1 })
        tensors["dense_2/bias"] = Tensor(shape: [6], values: Array(repeating: 0, count: 6))
        #expect(throws: NetworkError.wrongShape(name: "dense_2/bias", found: [6], expected: [7])) {
            try layout.fill(copy, from: tensors)
        }
        tensors["dense_2/bias"] = nil
        #expect(throws: NetworkError.missingTensor(name: "dense_2/bias")) { try layout.fill(copy, from: tensors) }
    }

    @Test("errors name layers that do not fit")
    func misfits() {
        func message(_ model: ModelSpec, _ input: ImageShape) -> String {
            do {
                _ = try Network(model, input: input, classes: 7)
                return "it fits"
            } catch {
                return error.description
            }
        }
        let small = ImageShape(height: 30, width: 60, channels: 1)
        #expect(
            message(ferCNN, small)
                == """
                conv2d_4: its input of 2×5×128 is too small for a 3×3 kernel; use larger images, padding 'same' or a \
                model with fewer layers
                """)
        #expect(message(ferCNN, ImageShape(height: 46, width: 46, channels: 3)) == "it fits")
        #expect(message(ferCNN, ImageShape(height: 44, width: 44, channels: 1)).hasPrefix("max_pooling2d_4: "))
        let softmax = LayerSpec.dense(.init(units: .classes, activation: .softmax))
        for (layers, words) in [
            ([softmax], "dense_1: a dense layer needs flatten before it"),
            ([.flatten, softmax, softmax], "dense_1: softmax belongs to the last layer only"),
            ([.flatten, .maxPooling2d(.init())], "max_pooling2d_1: a pooling cannot follow flatten"),
            ([.flatten, .dense(.init(units: .count(7)))], "dense_1: the last layer must be dense"),
            ([.flatten, .dense(.init(units: .count(6), activation: .softmax))], "for 7 classes"),
        ] as [([LayerSpec], String)] {
            #expect(message(ModelSpec(name: "m", layers: layers), small).contains(words))
        }
    }
}
