import Testing
import Training
import Vocabulary

/// Keras' three callbacks, driven over scripted metrics.
private struct Callbacks: Decodable {
    struct Run: Decodable {
        let name: String
        let learning_rate: Double
        let plateau: ReduceLROnPlateau.Options
        let stopping: EarlyStopping.Options
        let best: BestCheckpoint.Options
        let epochs: [Epoch]
        let restored_epoch: Int
        let saved_epoch: Int
    }

    struct Epoch: Decodable {
        @LosslessFloat var val_loss: Float
        @LosslessFloat var val_accuracy: Float
        @LosslessFloat var val_cross_entropy: Float
        let learning_rate: Float
        let next_learning_rate: Float
        let plateau_wait: Int
        let cooldown: Int
        let stopping_wait: Int
        let stop: Bool
        let saved: Bool

        var validation: MetricValues {
            [.loss: val_loss, .accuracy: val_accuracy, .crossEntropy: val_cross_entropy]
        }
    }

    let runs: [Run]
}

@Suite struct TrainingPolicyTests {
    @Test func decidesAsKerasDoes() throws {
        let callbacks: Callbacks = try golden("callbacks")
        // The rules know of a metric only whether higher is better.
        for isHigher in [true, false] {
            #expect(callbacks.runs.contains { $0.plateau.monitor.metric.isBetterWhenHigher == isHigher })
            #expect(callbacks.runs.contains { $0.stopping.monitor.metric.isBetterWhenHigher == isHigher })
            #expect(callbacks.runs.contains { $0.best.monitor.metric.isBetterWhenHigher == isHigher })
        }
        for run in callbacks.runs {
            var optimizer = AdamOptions()
            optimizer.learningRate = run.learning_rate
            var policy = TrainingPolicy(
                optimizer: optimizer, plateau: run.plateau, earlyStopping: run.stopping, best: run.best)
            for (index, expected) in run.epochs.enumerated() {
                let comment = Comment("\(run.name), epoch \(index + 1)")
                #expect(policy.learningRate == expected.learning_rate, comment)
                let decision = policy.epochEnded(epoch: index + 1, validation: expected.validation)
                let reduced = expected.next_learning_rate != expected.learning_rate
                #expect(decision.learningRateReducedTo == (reduced ? expected.next_learning_rate : nil), comment)
                #expect(policy.learningRate == expected.next_learning_rate, comment)
                #expect(policy.plateau?.wait == expected.plateau_wait, comment)
                #expect(policy.plateau?.cooldownLeft == expected.cooldown, comment)
                #expect(policy.earlyStopping?.wait == expected.stopping_wait, comment)
                #expect(decision.stop == expected.stop, comment)
                #expect(decision.improved == expected.saved, comment)
                // As if the coordinator had been killed and resumed after every epoch.
                let resumed = try throughJSON(policy)
                #expect(resumed == policy, comment)
                policy = resumed
            }
            #expect(policy.earlyStopping?.bestEpoch == run.restored_epoch, "\(run.name)")
            #expect(policy.bestCheckpoint.bestEpoch == run.saved_epoch, "\(run.name)")
        }
    }

    @Test func defaultsAreTheModelsOwn() {
        let plateau = ReduceLROnPlateau.Options()
        #expect(plateau.factor == 0.75)
        #expect(plateau.patience == 8)
        #expect(plateau.minDelta == 1e-4)
        #expect(plateau.cooldown == 0)
        #expect(plateau.minimumLearningRate == 1e-5)
        #expect(EarlyStopping.Options().patience == 20)
        #expect(EarlyStopping.Options().minDelta == 0)
        #expect(plateau.monitor == .loss)
        #expect(EarlyStopping.Options().monitor == .loss)
        #expect(BestCheckpoint.Options().monitor == .loss)
    }

    /// What commit f5378a4, which had no choice of metrics and measured no cross-entropy, wrote into a checkpoint of
    /// its second epoch.
    @Test func readsWhatOlderCheckpointsSay() throws {
        struct Metadata: Decodable {
            struct Counters: Decodable { let policy: TrainingPolicy }
            let counters: Counters
            let history: History
        }
        let metadata: Metadata = try golden("checkpoint_without_monitors")
        var policy = metadata.counters.policy
        #expect(policy.plateau?.options == ReduceLROnPlateau.Options())
        #expect(policy.earlyStopping?.options == EarlyStopping.Options())
        #expect(policy.bestCheckpoint.monitor == .loss)
        #expect(policy.bestCheckpoint.bestEpoch == 1)
        let record = try #require(metadata.history.records.first)
        #expect(policy.bestCheckpoint.best == record.validation[.loss])
        #expect(record.training[.crossEntropy] == nil)
        #expect(record.validation[.crossEntropy] == nil)
        #expect(try throughJSON(metadata.history) == metadata.history)
        #expect(metadata.history.csv().contains("\n1,2.3094745,0.1577551,,1.9942973,0.14,,,,0.0001,"))
        let better: MetricValues = [.loss: 1.99, .accuracy: 0, .crossEntropy: 9]
        #expect(policy.epochEnded(epoch: 2, validation: better).improved)
    }

    @Test func hasNoBestBeforeTheFirstEpoch() throws {
        let policy = TrainingPolicy(
            optimizer: AdamOptions(), plateau: .init(), earlyStopping: .init(), best: .init())
        let resumed = try throughJSON(policy)
        #expect(resumed == policy)
        #expect(resumed.bestCheckpoint.best == nil)
        #expect(resumed.bestCheckpoint.bestEpoch == nil)
        #expect(resumed.earlyStopping?.best == nil)
        #expect(resumed.plateau?.best == nil)
        #expect(resumed.learningRate == 1e-4)
    }

    /// A run without the rules: the rate stays, no epoch is the last, and the best weights are found all the same.
    @Test func neitherRule() throws {
        var policy = TrainingPolicy(optimizer: AdamOptions(), plateau: nil, earlyStopping: nil, best: .init())
        for epoch in 1...100 {
            let worse: MetricValues = [.loss: Float(epoch), .accuracy: 0, .crossEntropy: 9]
            let decision = policy.epochEnded(epoch: epoch, validation: worse)
            #expect(!decision.stop && decision.learningRateReducedTo == nil)
            #expect(decision.improved == (epoch == 1))
            policy = try throughJSON(policy)
        }
        #expect(policy.learningRate == 1e-4)
        #expect(policy.plateau == nil && policy.earlyStopping == nil)
    }

    @Test func losslessFloatsRejectOtherTexts() {
        #expect(throws: DecodingError.self) {
            let _: [LosslessFloat] = try decoded(#"["nancy"]"#)
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, 0, -0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    func losslessFloatsSurviveJSON(value: Float) throws {
        let wrapped = LosslessFloat(wrappedValue: value)
        #expect(try throughJSON([wrapped]) == [wrapped])
        #expect(Set([wrapped, wrapped]).count == 1)
    }
}
