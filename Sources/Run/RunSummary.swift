import Checkpoints
import Training
import Vocabulary

/// `summary.json`: what a run came to.
public struct RunSummary: Codable, Sendable {
    /// Digest of the last step's weights.
    public var weightsSHA256: String
    /// Digest of the best epoch's weights.
    public var bestWeightsSHA256: String?
    /// Digest of weights, moments and counters.
    public var stateSHA256: String
    /// Whether every worker's numerics were the coordinator's, and no unverified work of one that was wrong is in the weights.
    public var reproducible: Bool
    /// Finished epochs.
    public var epochs: Int
    /// Optimizer steps.
    public var steps: Int
    /// The epoch of the best weights.
    public var bestEpoch: Int?
    /// Validation loss of that epoch.
    public var bestValidationLoss: Float?
    /// Validation accuracy of that epoch.
    public var bestValidationAccuracy: Float?
    /// Validation cross-entropy of that epoch, without the L2 term.
    public var bestValidationCrossEntropy: Float?
    /// Training accuracy of that epoch, as trained.
    public var trainAccuracy: Float?
    /// Accuracy of the best weights on the test samples, where there are any.
    public var testAccuracy: Float?
    /// Why the run is not going on.
    public var stoppedBecause: StopReason
    /// Training samples per second of training wall time.
    public var samplesPerSecond: Double?
    /// Seconds of training and validation, without waiting for workers and without checkpoints, all lives together.
    public var seconds: Double
    /// Sessions that became members.
    public var workersJoined: Int
    /// Sessions that ended without a goodbye.
    public var sessionsLost: Int
    /// Sessions that ended with the worker's goodbye.
    public var workersLeft: Int
    /// Peers that were not let in, spoke without having joined, or do not speak ZeroMQ.
    public var peersRefused: Int
    /// Blocks given to another worker because their session ended.
    public var blocksReassigned: Int
    /// Blocks computed a second time because the first was slow.
    public var blocksRaced: Int
    /// Blocks that were computed twice, to the same bytes.
    public var blocksVerified: Int
    /// Workers that were found to be wrong.
    public var workersExpelled: Int
    /// Times that the coordinator had been suspended, or had waited for its disk, for seconds.
    public var suspensions: Int
    /// Coordinators that the run has had: one, and one more for each time that it was resumed.
    public var lives: Int
    /// Blocks that each worker finished, by name.
    public var blocksByWorker: [String: Int]

    private enum CodingKeys: String, CodingKey {
        case weightsSHA256 = "weights_sha256"
        case bestWeightsSHA256 = "best_weights_sha256"
        case stateSHA256 = "state_sha256"
        case reproducible, epochs, steps
        case bestEpoch = "best_epoch"
        case bestValidationLoss = "best_val_loss"
        case bestValidationAccuracy = "best_val_accuracy"
        case bestValidationCrossEntropy = "best_val_cross_entropy"
        case trainAccuracy = "train_accuracy"
        case testAccuracy = "test_accuracy"
        case stoppedBecause = "stopped_because"
        case samplesPerSecond = "samples_per_second"
        case seconds
        case workersJoined = "workers_joined"
        case sessionsLost = "sessions_lost"
        case workersLeft = "workers_left"
        case peersRefused = "peers_refused"
        case blocksReassigned = "blocks_reassigned"
        case blocksRaced = "blocks_raced"
        case blocksVerified = "blocks_verified"
        case workersExpelled = "workers_expelled"
        case suspensions, lives
        case blocksByWorker = "blocks_by_worker"
    }

    package init(_ run: TrainingRun, checkpoint: TensorFile, facts: CheckpointFacts, stopped: StopReason) {
        weightsSHA256 = checkpoint.weightsDigest
        bestWeightsSHA256 = checkpoint.bestWeightsDigest
        stateSHA256 = checkpoint.stateDigest
        reproducible = facts.reproducible
        epochs = run.history.records.count
        steps = Int(run.counters.version)
        bestEpoch = run.counters.bestEpoch
        if let best = run.history.records.first(where: { $0.epoch == run.counters.bestEpoch }) {
            bestValidationLoss = best.validationLoss
            bestValidationAccuracy = best.validationAccuracy
            bestValidationCrossEntropy = best.validationCrossEntropy
            trainAccuracy = best.accuracy
        }
        stoppedBecause = stopped
        let timing = run.timing
        let samples = timing.samples + run.counters.samples
        let trainingSeconds = timing.trainingSeconds + timing.epochTrainingSeconds
        samplesPerSecond = trainingSeconds > 0 ? (Double(samples) / trainingSeconds * 10).rounded() / 10 : nil
        seconds = ((timing.seconds + timing.epochSeconds) * 1000).rounded() / 1000
        workersJoined = facts.clusterCounters.workersJoined
        sessionsLost = facts.clusterCounters.sessionsLost
        workersLeft = facts.clusterCounters.workersLeft
        peersRefused = facts.clusterCounters.peersRefused
        blocksReassigned = facts.clusterCounters.blocksReassigned
        blocksRaced = facts.clusterCounters.blocksRaced
        blocksVerified = facts.clusterCounters.blocksVerified
        workersExpelled = facts.clusterCounters.workersExpelled
        suspensions = facts.clusterCounters.suspensions
        lives = facts.clusterCounters.lives
        blocksByWorker = facts.clusterCounters.blocksByWorker
    }

    /// The JSON text of `summary.json`, keys sorted.
    public func text() -> String {
        jsonText(self, pretty: true) + "\n"
    }
}
