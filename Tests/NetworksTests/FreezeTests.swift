import Networks
import Tensors
import TestKit
import Testing

@Suite struct FreezeTests {
    /// A convolution, a batch normalization alone, and another one that is computed together with a pooling.
    private static let layers: [LayerSpec] =
        [
            LayerCases.convolution(17), LayerCases.normalization, LayerCases.convolution(16, 3, .same, .relu),
            LayerCases.normalization, .maxPooling2d(.init()),
        ] + LayerCases.head

    private func bench(frozen: [String]) throws -> Bench {
        try Bench(
            FreezeTests.layers, input: ImageShape(height: 10, width: 9, channels: 1), samples: 4, frozen: frozen)
    }

    /// The gradient goes through a frozen normalization to the layers before it.
    @Test func gradientsAreDerivativesOfTheLoss() throws {
        let normalizations = ["batch_normalization_1", "batch_normalization_2"]
        try GradientTests.expectDerivatives(bench(frozen: normalizations), "frozen normalizations", atLeast: 4)
        try GradientTests.expectDerivatives(bench(frozen: ["conv2d_2"]), "a frozen convolution", atLeast: 5)
    }

    /// Without dropout, training then computes what inference does.
    @Test func aFrozenNormalizationUsesItsRunningStatistics() throws {
        let frozen = try bench(frozen: ["batch_normalization_1", "batch_normalization_2"])
        let replica = Replica(frozen.network, microBatchSize: 4)
        let inference = replica.evaluate(frozen.batch, weights: frozen.prepared)
        #expect(frozen.train(replica).metrics.crossEntropySum == inference.crossEntropySum)
        let free = try bench(frozen: [])
        #expect(
            free.train(Replica(free.network, microBatchSize: 4)).metrics.crossEntropySum != inference.crossEntropySum)
    }

    /// Layers before the first trained one have no gradient, but all buckets are reported.
    @Test func theBackwardPassEndsAtTheFirstTrainedLayer() throws {
        let frozen = try bench(frozen: ["conv2d_1", "batch_normalization_1", "conv2d_2", "batch_normalization_2"])
        let layout = frozen.network.layout
        let result = frozen.train(Replica(frozen.network, microBatchSize: 4))
        #expect(result.buckets == layout.buckets.indices.reversed())
        for entry in layout.entries {
            let isZero = result.gradient[entry.range].allSatisfy { $0 == 0 }
            #expect(isZero == entry.isFrozen, "\(entry.name)")
        }
        // The head's gradient does not depend on what lies below.
        let other = try bench(frozen: ["batch_normalization_1", "batch_normalization_2"])
        let whole = other.train(Replica(other.network, microBatchSize: 4))
        for entry in layout.entries where !entry.isFrozen {
            #expect(result.gradient[entry.range] == whole.gradient[entry.range])
        }
        #expect(layout.trainableCount == layout.entries.filter { !$0.isFrozen }.reduce(0) { $0 + $1.count })
    }

    /// As in Keras, whose regularization losses are those of trainable weights.
    @Test func frozenKernelsHaveNoPenalty() throws {
        let spec = ModelSpec(
            name: "dense",
            layers: [
                .flatten, .dense(.init(units: .count(4), l2: 0.5)),
                .dense(.init(units: .classes, activation: .softmax, l2: 0.25)),
            ])
        let network = try Network(
            spec, input: ImageShape(height: 2, width: 2, channels: 1), classes: 3, frozen: ["dense_1"])
        #expect(network.layout.entries.map(\.l2) == [0, 0, 0.25, 0])
    }

    @Test func wrongNamesAreNamed() {
        let unknown = #expect(throws: NetworkError.self) { try bench(frozen: ["conv2d_3"]) }
        #expect(
            unknown?.description
                == "freeze names conv2d_3, which is not a layer with parameters; did you mean 'conv2d_1'?")
        // A pooling has nothing to freeze.
        #expect(throws: NetworkError.self) { try bench(frozen: ["max_pooling2d_1"]) }
        let all = ["conv2d_1", "batch_normalization_1", "conv2d_2", "batch_normalization_2", "dense_1"]
        let error = #expect(throws: NetworkError.self) { try bench(frozen: all) }
        #expect(error?.description == "freeze names all layers, so nothing would be trained: leave one out")
    }
}
