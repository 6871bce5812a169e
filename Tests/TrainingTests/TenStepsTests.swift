import Foundation
import Networks
import Tensors
import Testing
import Training
import Vocabulary

/// Goldens/ten_steps.json, written by scripts/goldens/ten_steps.py.
private struct TenSteps: Decodable {
    struct Change: Decodable {
        let start: Data
        let update: Data
    }

    let model: ModelSpec
    let input: [Int]
    let classes: Int
    let class_weights: [Float]
    let pixels: Data
    let labels: [UInt16]
    let batches: [[Int]]
    let losses: [Double]
    let tensors: [String: Change]
}

/// Loss and weights over whole steps, each of one micro-batch: forward, backward, L2 term, Adam, moving statistics.
@Suite struct TenStepsTests {
    @Test func followKerasInFloat64() throws {
        let run: TenSteps = try golden("ten_steps")
        let shape = ImageShape(height: run.input[0], width: run.input[1], channels: run.input[2])
        let network = try Network(run.model, input: shape, classes: run.classes)
        let layout = network.layout
        #expect(Set(run.tensors.keys) == Set(layout.entries.map(\.name)))
        #expect(run.batches.count == 10 && run.losses.count == 10)

        let start = try startingWeights(run, layout)
        var (old, new) = (ModelState(layout: layout), ModelState(layout: layout))
        old.weights.copy(from: start)
        let replica = Replica(network, microBatchSize: run.batches[0].count)
        for (place, (batch, expected)) in zip(run.batches, run.losses).enumerated() {
            let loss = step(place + 1, batch: batch, run, replica, from: old, to: new)
            #expect(abs(loss - expected) <= 1e-5 * expected, "step \(place + 1): loss \(loss) for \(expected)")
            (old, new) = (new, old)
        }
        for entry in layout.entries {
            let expected = floats(try #require(run.tensors[entry.name]).update)
            let update = entry.range.map { Double(old.weights.pointer[$0] - start.pointer[$0]) }
            let deviation = norm(zip(update, expected).map { $0 - Double($1) }) / norm(expected.map(Double.init))
            #expect(deviation <= 0.01, "\(entry.name): its update is off by \(deviation) of it")
        }
    }

    /// Makes the next version of the model, and gives the loss before it, with the L2 term.
    private func step(
        _ number: Int, batch: [Int], _ run: TenSteps, _ replica: Replica, from: ModelState, to: ModelState
    ) -> Double {
        let layout = replica.network.layout
        let size = replica.network.input.count
        let pixels = batch.flatMap { run.pixels[$0 * size..<($0 + 1) * size] }
        let gradient = FloatStorage(count: layout.count)
        let metrics = replica.train(
            MicroBatch(pixels: pixels, labels: batch.map { run.labels[$0] }),
            weights: PreparedWeights(replica.network, copying: from.weights), classWeights: run.class_weights,
            globalCount: batch.count, dropout: nil, gradient: gradient)
        let options = AdamOptions()
        for bucket in layout.buckets {
            applyBucket(
                bucket, layout: layout, gradient: gradient.pointer + bucket.lowerBound, samples: batch.count,
                optimizer: options, learningRate: Float(options.learningRate), step: number, from: from, to: to)
        }
        return metrics.values[0] / Double(batch.count) + regularizationLoss(from.weights.pointer, layout: layout)
    }

    private func startingWeights(_ run: TenSteps, _ layout: ParameterLayout) throws -> FloatStorage {
        let weights = FloatStorage(count: layout.count)
        var tensors: [String: Tensor] = [:]
        for entry in layout.entries {
            let values = floats(try #require(run.tensors[entry.name]).start)
            tensors[entry.name] = Tensor(shape: entry.shape, values: values)
        }
        try layout.fill(weights, from: tensors)
        return weights
    }

    /// Little-endian floats.
    private func floats(_ data: Data) -> [Float] {
        data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { place in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
            }
        }
    }

    private func norm(_ values: [Double]) -> Double {
        values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
