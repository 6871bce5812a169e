import Files
import Run
import Vocabulary
import Foundation
import Testing
import Training

/// The JSON texts of a checkpoint's metadata. `state_sha256` covers `counters`, and all of them are read by other
/// releases: no name in them may change without a new checkpoint format.
@Suite struct CheckpointTextTests {
    /// A rule for each metric, each of which has seen three epochs, none like the others.
    private var policy: TrainingPolicy {
        var plateau = ReduceLROnPlateau.Options()
        (plateau.monitor, plateau.patience, plateau.cooldown) = (MonitoredMetric(.crossEntropy), 1, 3)
        var stopping = EarlyStopping.Options()
        (stopping.patience, stopping.minDelta) = (2, 0.125)
        var best = BestCheckpoint.Options()
        best.monitor = MonitoredMetric(.accuracy)
        var policy = TrainingPolicy(
            optimizer: AdamOptions(), plateau: plateau, earlyStopping: stopping, best: best)
        for (epoch, accuracy) in [(1, 0.5), (2, 0.25), (3, 0.75)] as [(Int, Float)] {
            let metrics: MetricValues = [.loss: 1.5 + Float(epoch), .accuracy: accuracy, .crossEntropy: .nan]
            _ = policy.epochEnded(epoch: epoch, validation: metrics)
        }
        return policy
    }

    @Test func countersBeforeTheFirstStep() throws {
        let policy = TrainingPolicy(
            optimizer: AdamOptions(), plateau: .init(), earlyStopping: .init(), best: .init())
        try expect(
            RunCounters(policy: policy),
            """
            {"correct":0,"crossEntropySum":0,"epoch":1,"lossSum":0,\
            "policy":{\
            "bestCheckpoint":{"monitor":"val_loss","monitored":{}},\
            "earlyStopping":{"monitored":{},"options":{"min_delta":0,"monitor":"val_loss","patience":20},"wait":0},\
            "learningRate":0.0001,\
            "plateau":{"cooldownLeft":0,"monitored":{},\
            "options":{"cooldown":0,"factor":0.75,"min_delta":0.0001,"min_lr":1e-05,"monitor":"val_loss","patience":8},\
            "wait":0}},\
            "samples":0,"step":0,"stoppedEarly":false,"version":0}
            """)
    }

    /// A run without these rules.
    @Test func countersWithoutRules() throws {
        let policy = TrainingPolicy(optimizer: AdamOptions(), plateau: nil, earlyStopping: nil, best: .init())
        try expect(
            RunCounters(policy: policy),
            """
            {"correct":0,"crossEntropySum":0,"epoch":1,"lossSum":0,\
            "policy":{"bestCheckpoint":{"monitor":"val_loss","monitored":{}},"learningRate":0.0001},\
            "samples":0,"step":0,"stoppedEarly":false,"version":0}
            """)
    }

    @Test func countersOfALateStep() throws {
        var counters = RunCounters(policy: policy)
        counters.version = 12
        counters.epoch = 4
        counters.step = 3
        counters.sums = [.loss: 2.5, .crossEntropy: 1.25, .accuracy: 7]
        counters.samples = 48
        counters.bestEpoch = 3
        counters.stoppedEarly = true
        try expect(
            counters,
            """
            {"bestEpoch":3,"correct":7,"crossEntropySum":1.25,"epoch":4,"lossSum":2.5,\
            "policy":{\
            "bestCheckpoint":{"bestEpoch":3,"monitor":"val_accuracy","monitored":{"best":0.75}},\
            "earlyStopping":{"bestEpoch":1,"monitored":{"best":2.5},\
            "options":{"min_delta":0.125,"monitor":"val_loss","patience":2},"wait":2},\
            "learningRate":7.4999996e-05,\
            "plateau":{"cooldownLeft":2,"monitored":{"best":"nan"},\
            "options":{"cooldown":3,"factor":0.75,"min_delta":0.0001,"min_lr":1e-05,"monitor":"val_cross_entropy",\
            "patience":1},"wait":0}},\
            "samples":48,"step":3,"stoppedEarly":true,"version":12}
            """)
    }

    /// From an epoch that was begun by a release without cross-entropy.
    @Test func countersWithoutCrossEntropy() throws {
        var counters = RunCounters(policy: policy)
        counters.sums[.crossEntropy] = nil
        let text = jsonText(counters)
        #expect(text.hasPrefix(#"{"correct":0,"epoch":1,"#), "\(text)")
        try expect(counters, text)
    }

    @Test func history() throws {
        func record(_ epoch: Int, crossEntropy: Float?) -> EpochRecord {
            var training: MetricValues = [.loss: 2.5, .accuracy: 0.25]
            training[.crossEntropy] = crossEntropy
            return EpochRecord(
                epoch: epoch, training: training,
                validation: [.loss: 1.5, .accuracy: 0.5, .crossEntropy: 1.25], learningRate: 0.01, seconds: 3.5,
                samplesPerSecond: 96.5)
        }
        try expect(
            History([record(1, crossEntropy: nil), record(2, crossEntropy: .infinity)]),
            """
            {"records":[\
            {"accuracy":0.25,"epoch":1,"learning_rate":0.01,"loss":2.5,"samples_per_second":96.5,"seconds":3.5,\
            "val_accuracy":0.5,"val_cross_entropy":1.25,"val_loss":1.5},\
            {"accuracy":0.25,"cross_entropy":"inf","epoch":2,"learning_rate":0.01,"loss":2.5,\
            "samples_per_second":96.5,"seconds":3.5,"val_accuracy":0.5,"val_cross_entropy":1.25,"val_loss":1.5}]}
            """)
    }

    @Test func timing() throws {
        var timing = RunTiming()
        timing.epochTrainingSeconds = 1.5
        timing.epochSeconds = 2.5
        timing.trainingSeconds = 3.5
        timing.seconds = 4.5
        timing.samples = 6
        try expect(
            timing,
            """
            {"epochSeconds":2.5,"epochTrainingSeconds":1.5,"samples":6,"seconds":4.5,"trainingSeconds":3.5}
            """)
    }

    @Test func cluster() throws {
        var counters = ClusterCounters()
        counters[.workersJoined] = 1
        counters[.sessionsLost] = 2
        counters[.workersLeft] = 3
        counters[.workersDismissed] = 4
        counters[.peersRefused] = 5
        counters[.blocksReassigned] = 6
        counters[.blocksRaced] = 7
        counters[.blocksVerified] = 8
        counters[.workersExpelled] = 9
        counters[.suspensions] = 10
        counters[.lives] = 11
        counters.blocksByWorker = ["a": 12]
        counters.trust.expelled = ["b": 13]
        counters.trust.unverifiedSince = ["c": 14]
        try expect(
            counters,
            """
            {"blocksByWorker":{"a":12},"blocksRaced":7,"blocksReassigned":6,"blocksVerified":8,"lives":11,\
            "peersRefused":5,"sessionsLost":2,"suspensions":10,\
            "trust":{"expelled":{"b":13},"unverifiedSince":{"c":14}},\
            "workersDismissed":4,"workersExpelled":9,"workersJoined":1,"workersLeft":3}
            """)
    }

    /// The value is written as the text, and the text is read as the value.
    private func expect<Value: Codable & Equatable>(
        _ value: Value, _ text: String, at location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(jsonText(value) == text, sourceLocation: location)
        #expect(try JSONDecoder().decode(Value.self, from: Data(text.utf8)) == value, sourceLocation: location)
    }
}
