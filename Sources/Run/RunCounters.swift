import Training
import Vocabulary

/// Where a run is: all of its state that is not in tensors, and nothing that depends on who computed it or how fast.
/// Part of `state_sha256`.
public struct RunCounters: Codable, Hashable, Sendable {
    /// Optimizer steps done: the version of the weights.
    public var version: UInt64 = 0
    /// The epoch at hand, from 1; one past the last when the run is over.
    public var epoch = 1
    /// Steps of that epoch that are done.
    public var step = 0
    /// Σ of the epoch's training losses, each with its L2 term.
    public var lossSum = 0.0
    /// Σ of the epoch's plain cross-entropies; nil in an epoch of which a release that did not measure it trained a part.
    public var crossEntropySum: Double? = 0
    /// Training samples of the epoch that were classified correctly.
    public var correct = 0
    /// Training samples of the epoch that are done.
    public var samples = 0
    /// Learning rate, plateau, early stopping and best checkpoint.
    public var policy: TrainingPolicy
    /// The epoch of the best weights; nil before one has ended.
    public var bestEpoch: Int?
    /// Whether early stopping has ended the run.
    public var stoppedEarly = false

    /// The counters of a run before its first step.
    public init(policy: TrainingPolicy) {
        self.policy = policy
    }

    /// The names in checkpoints. `state_sha256` covers them, so they stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case version = "version"
        case epoch = "epoch"
        case step = "step"
        case lossSum = "lossSum"
        case crossEntropySum = "crossEntropySum"
        case correct = "correct"
        case samples = "samples"
        case policy = "policy"
        case bestEpoch = "bestEpoch"
        case stoppedEarly = "stoppedEarly"
    }
}

/// Why a run is not going on.
public enum StopReason: String, Codable, Sendable {
    /// All epochs are done.
    case epochs
    /// The metric that early stopping monitors had not improved for as long as it waits.
    case earlyStopping = "early_stopping"
    /// SIGINT or SIGTERM.
    case interrupted
}

/// What the cluster is to do next.
public enum RunWork: Sendable, Hashable {
    /// A training step, or a chunk of the validation samples, of as many samples.
    case step(StepID, samples: Int)
    /// Nothing: the run is over.
    case finished(StopReason)
}
