import Foundation
import Networks
import Tensors
import TestKit
import Testing
import Vocabulary

@Suite("Keras in float64 and this network agree")
struct KerasTests {
    private static func bench(_ golden: KerasGolden.Case) throws -> Bench {
        let shape = ImageShape(height: golden.input[0], width: golden.input[1], channels: golden.input[2])
        var bench = try Bench(
            golden.model.layers, input: shape, classes: golden.classes, samples: golden.labels.count)
        bench.labels = golden.labels
        bench.classWeights = golden.classWeights
        bench.globalCount = golden.globalCount
        return bench
    }

    @Test("probabilities and evaluation loss, with running statistics", arguments: 0..<3)
    func inference(_ index: Int) throws {
        let golden = try KerasGolden.read().cases[index]
        let bench = try KerasTests.bench(golden)
        let replica = Replica(bench.network, microBatchSize: golden.labels.count)
        for (ours, theirs) in zip(bench.predict(replica), golden.probabilities.values) {
            #expect(abs(ours - theirs) <= 2e-6, "\(ours) for \(theirs)")
        }
        let metrics = bench.evaluate(replica)
        let score = replica.score(bench.batch, weights: bench.prepared)
        #expect(score.probabilities == bench.predict(replica))
        #expect(score.crossEntropies.reduce(0, +) == metrics.crossEntropySum)
        #expect(abs(metrics.lossSum - golden.evaluationLossSum) <= 1e-5)
        #expect(metrics.crossEntropySum == metrics.lossSum)
        #expect(metrics.correct == golden.evaluationCorrect)
        #expect(metrics.samples == golden.labels.count)
    }

    @Test("loss with class weights, every gradient tensor and the batch statistics", arguments: 0..<3)
    func training(_ index: Int) throws {
        let golden = try KerasGolden.read().cases[index]
        let bench = try KerasTests.bench(golden)
        let (metrics, gradient, _) = bench.train(
            Replica(bench.network, microBatchSize: golden.labels.count))
        #expect(abs(metrics.lossSum - golden.trainingLossSum) <= 1e-6 * golden.trainingLossSum)
        let crossEntropy = golden.trainingCrossEntropySum
        #expect(abs(metrics.crossEntropySum - crossEntropy) <= 1e-6 * crossEntropy)
        #expect(golden.gradients.count == bench.network.layout.entries.count)
        for entry in bench.network.layout.entries {
            let theirs = try #require(golden.gradients[entry.name]).values
            #expect(theirs.count == entry.count)
            let largest = theirs.map(abs).max() ?? 0
            let difference = zip(gradient[entry.range], theirs).map { abs($0 - $1) }.max() ?? 0
            #expect(difference <= 1e-4 * largest + 1e-7, "\(entry.name): off by \(difference) of \(largest)")
        }
    }

    @Test("trainable parameters of the presets, 48×48×1 and 7 classes")
    func parameters() throws {
        let counts = try KerasGolden.read().trainableParameters
        let input = ImageShape(height: 48, width: 48, channels: 1)
        for padding in Padding.allCases {
            let fer = try Network(ferCNN.with(padding: padding), input: input, classes: 7)
            #expect(fer.layout.trainableCount == counts["fer-cnn \(padding.rawValue)"])
            let baseline = try Network(hackersrealm.with(padding: padding), input: input, classes: 7)
            #expect(baseline.layout.trainableCount == counts["hackersrealm \(padding.rawValue)"])
        }
        #expect(counts["fer-cnn valid"] == 817_607)
        #expect(counts["fer-cnn same"] == 1_866_183)
    }
}
