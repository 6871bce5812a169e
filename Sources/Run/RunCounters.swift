import Training
import Vocabulary

/// Where a run is: all of its state that is not in tensors, and nothing that depends on who computed it or how fast.
/// Part of `state_sha256`.
public struct RunCounters: Hashable, Sendable {
    /// Optimizer steps done: the version of the weights.
    public var version: UInt64 = 0
    /// The epoch at hand, from 1; one past the last when the run is over.
    public var epoch = 1
    /// Steps of that epoch that are done.
    public var step = 0
    /// Σ of each metric over the epoch's training samples that are done; losses have their L2 term. Nothing of a metric
    /// in an epoch of which a release that did not measure it trained a part.
    public var sums: [Metric: Double]
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
        sums = RunCounters.noSums
    }

    /// The means of the epoch's samples so far.
    public var means: [Metric: Double] { sums.mapValues { $0 / Double(max(samples, 1)) } }

    /// Begins the next epoch.
    mutating func beginEpoch() {
        epoch += 1
        step = 0
        samples = 0
        beginSums()
    }

    /// Begins to sum every metric. Nothing is summed yet of the epoch at hand.
    mutating func beginSums() {
        precondition(samples == 0, "\(samples) samples are summed")
        sums = RunCounters.noSums
    }

    /// The sums of an epoch before its first step.
    private static var noSums: [Metric: Double] { Metric.allCases.reduce(into: [:]) { $0[$1] = 0 } }
}

extension RunCounters: Codable {
    /// The names in checkpoints, beside those of the metrics' sums. `state_sha256` covers them, so they stay whatever
    /// the properties are called.
    private enum CodingKeys: String, CodingKey {
        case version = "version"
        case epoch = "epoch"
        case step = "step"
        case samples = "samples"
        case policy = "policy"
        case bestEpoch = "bestEpoch"
        case stoppedEarly = "stoppedEarly"
    }

    /// Reads an object that has a key for each sum.
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
        for metric in Metric.allCases {
            self.sums[metric] = try sums.decodeIfPresent(Double.self, forKey: NamedKey(metric.sumKey))
        }
    }

    /// Writes the form that decoding reads.
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
