import Training
import Vocabulary

/// The state of a run that is not in tensors. It does not depend on which process computed what, or how fast. The
/// digest `state_sha256` includes this state.
public struct RunCounters: Hashable, Sendable {
    /// The number of optimizer steps that are done, which is also the version of the weights.
    public var version: UInt64 = 0
    /// The present epoch, counted from 1. When the run is over, it is one more than the last epoch.
    public var epoch = 1
    /// The number of steps of the present epoch that are done.
    public var step = 0
    /// The sum of each metric over the training samples of the present epoch so far; losses include the L2 term. A
    /// metric is missing if the epoch was begun by an earlier release that did not have the metric.
    public var sums: [Metric: Double]
    /// The number of training samples of the present epoch so far.
    public var samples = 0
    /// The rules for learning rate, early stopping and best checkpoint, with their present state.
    public var policy: TrainingPolicy
    /// The epoch of the best weights; nil before the first epoch has ended.
    public var bestEpoch: Int?
    /// Whether early stopping has ended the run.
    public var stoppedEarly = false

    /// The counters of a run before its first step.
    public init(policy: TrainingPolicy) {
        self.policy = policy
        sums = RunCounters.noSums
    }

    /// The mean of each metric over the training samples of the present epoch so far.
    public var means: [Metric: Double] { sums.mapValues { $0 / Double(max(samples, 1)) } }

    /// Begins the next epoch.
    mutating func beginEpoch() {
        epoch += 1
        step = 0
        samples = 0
        beginSums()
    }

    /// Sets the sums of all metrics to 0, at the start of an epoch. After that, no metric is missing in ``sums``.
    mutating func beginSums() {
        precondition(samples == 0, "\(samples) samples are summed")
        sums = RunCounters.noSums
    }

    /// The sums of an epoch before its first step: 0 for each metric that is summed over samples.
    private static var noSums: [Metric: Double] { Metric.ofSamples.reduce(into: [:]) { $0[$1] = 0 } }
}

extension RunCounters: Codable {
    /// The keys in checkpoints, beside the keys of the metrics' sums. The digest `state_sha256` depends on these keys,
    /// so a key must stay even if its property is renamed.
    private enum CodingKeys: String, CodingKey {
        case version = "version"
        case epoch = "epoch"
        case step = "step"
        case samples = "samples"
        case policy = "policy"
        case bestEpoch = "bestEpoch"
        case stoppedEarly = "stoppedEarly"
    }

    /// Reads a JSON object with the keys above and a key for the sum of each metric.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(policy: try values.decode(TrainingPolicy.self, forKey: .policy))
        version = try values.decode(UInt64.self, forKey: .version)
        epoch = try values.decode(Int.self, forKey: .epoch)
        step = try values.decode(Int.self, forKey: .step)
        samples = try values.decode(Int.self, forKey: .samples)
        bestEpoch = try values.decodeIfPresent(Int.self, forKey: .bestEpoch)
        stoppedEarly = try values.decode(Bool.self, forKey: .stoppedEarly)
        let sums = try decoder.container(keyedBy: NamedKey.self)
        for metric in Metric.ofSamples {
            self.sums[metric] = try sums.decodeIfPresent(Double.self, forKey: NamedKey(metric.sumKey))
        }
    }

    /// Writes the JSON object that ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(version, forKey: .version)
        try values.encode(epoch, forKey: .epoch)
        try values.encode(step, forKey: .step)
        try values.encode(samples, forKey: .samples)
        try values.encode(policy, forKey: .policy)
        try values.encodeIfPresent(bestEpoch, forKey: .bestEpoch)
        try values.encode(stoppedEarly, forKey: .stoppedEarly)
        var sums = encoder.container(keyedBy: NamedKey.self)
        for (metric, sum) in self.sums { try sums.encode(sum, forKey: NamedKey(metric.sumKey)) }
    }
}

/// Why a run has stopped.
public enum StopReason: String, Codable, Sendable {
    /// All epochs are done.
    case epochs
    /// Early stopping: the metric that it monitors had not improved for `patience` epochs.
    case earlyStopping = "early_stopping"
    /// The run was stopped before its end: by a signal, for instance after Ctrl-C, or by a program that uses the
    /// library.
    case interrupted
}

/// The next work of a run.
public enum RunWork: Sendable, Hashable {
    /// A training step or a chunk of the validation samples, and the number of its samples.
    case step(StepID, samples: Int)
    /// There is no more work: the run is over.
    case finished(StopReason)
}
