import Networks
import Tensors
import TestKit
import Testing
import Vocabulary

@Suite("The first layer that is not finite is found")
struct DivergenceTests {
    private static let layers: [LayerSpec] = [
        .conv2d(.init(filters: 4, kernelSize: 3, activation: .relu)), .batchNormalization(.init()),
        .maxPooling2d(.init()), .conv2d(.init(filters: 20, kernelSize: 3, activation: .linear)),
        .dropout(.init(rate: 0.5)), .flatten, .dense(.init(units: .count(9))),
        .dense(.init(units: .classes, activation: .softmax)),
    ]

    private let bench: Bench
    private let replica: Replica

    init() throws {
        var bench = try Bench(
            Self.layers, input: ImageShape(height: 12, width: 12, channels: 1), samples: 5)
        bench.dropout = DropoutKey(seed: 9, epoch: 3, step: 2, microBatch: 1)
        self.bench = bench
        replica = Replica(bench.network, microBatchSize: 6)
    }

    @Test("there is none in a network with finite numbers")
    func finite() {
        #expect(first(isTraining: true) == nil)
        #expect(first(isTraining: false) == nil)
    }

    @Test("one bad parameter is its layer's", arguments: [Float.nan, .infinity, -.infinity])
    func parameters(value: Float) {
        for entry in bench.network.layout.entries {
            // Running statistics are used in inference only, but a network without them is of no use.
            let good = bench.weights.pointer[entry.offset + entry.count - 1]
            bench.weights.pointer[entry.offset + entry.count - 1] = value
            for isTraining in [true, false] {
                #expect(first(isTraining: isTraining) == String(entry.name.prefix { $0 != "/" }), "\(entry.name)")
            }
            bench.weights.pointer[entry.offset + entry.count - 1] = good
        }
        finite()
    }

    @Test("large parameters whose products are too large are those of the layer that makes the product")
    func overflow() throws {
        for name in ["conv2d_1/kernel", "dense_1/kernel"] {
            let entry = try #require(bench.network.layout.entries.first { $0.name == name })
            for index in entry.range { bench.weights.pointer[index] = 3e38 }
        }
        // The sums of nine pixels times 3e38 are too large. After the normalization all would be finite again.
        #expect(first(isTraining: true) == "conv2d_1")
        let kernel = bench.network.layout.entries[0]
        for index in kernel.range { bench.weights.pointer[index] = 0.1 }
        #expect(first(isTraining: true) == "dense_1")
        #expect(first(isTraining: false) == "dense_1")
    }

    @Test("the loss is not finite where a layer is not")
    func loss() throws {
        let entry = try #require(bench.network.layout.entries.first { $0.name == "conv2d_2/bias" })
        bench.weights.pointer[entry.offset] = .infinity
        let metrics = bench.train(replica).metrics
        #expect(!metrics.lossSum.isFinite)
        #expect(!metrics.crossEntropySum.isFinite)
        #expect(first(isTraining: true) == "conv2d_2")
    }

    private func first(isTraining: Bool) -> String? {
        replica.firstLayerNotFinite(
            bench.batch.pixels, weights: bench.prepared, isTraining: isTraining, dropout: bench.dropout)
    }
}
