/// The counts of a cluster: a number for each ``ClusterCounter``, and facts about each worker.
public struct ClusterCounters: Sendable, Hashable {
    /// The counters that are not 0.
    private var counts: [ClusterCounter: Int] = [:]
    /// For each worker, by name, the number of blocks of training and validation that it finished.
    public var blocksByWorker: [String: Int] = [:]
    /// Which workers are expelled, and from when on each worker's results were used without verification.
    public var trust = TrustRecord()

    /// Begins with all counters at zero, and without facts about workers.
    public init() {}

    /// The value of a counter.
    public subscript(counter: ClusterCounter) -> Int {
        get { counts[counter] ?? 0 }
        set { counts[counter] = newValue == 0 ? nil : newValue }
    }

    /// Records that the coordinator process with these counters has ended, and with it the sessions of its members.
    /// If `inOrder` is true, the coordinator said goodbye to the members; otherwise their sessions were lost.
    public mutating func endLife(inOrder: Bool) {
        let ended = self[.workersLeft] + self[.sessionsLost] + self[.workersDismissed]
        self[inOrder ? .workersDismissed : .sessionsLost] += max(0, self[.workersJoined] - ended)
    }

    /// The sum of the counters of two processes of a run.
    public static func + (left: ClusterCounters, right: ClusterCounters) -> ClusterCounters {
        var sum = left
        for counter in ClusterCounter.allCases { sum[counter] += right[counter] }
        sum.blocksByWorker.merge(right.blocksByWorker) { $0 + $1 }
        sum.trust = left.trust + right.trust
        return sum
    }
}

extension ClusterCounters: Codable {
    /// The key of ``blocksByWorker`` in `summary.json`.
    private static let summaryKeyOfBlocks = NamedKey("blocks_by_worker")

    /// Reads the counters of a checkpoint. A counter that an earlier release did not have is zero.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            self[counter] = try values.decodeIfPresent(Int.self, forKey: NamedKey(counter.rawValue)) ?? 0
        }
        blocksByWorker = try values.decodeIfPresent([String: Int].self, forKey: NamedKey("blocksByWorker")) ?? [:]
        trust = try values.decodeIfPresent(TrustRecord.self, forKey: NamedKey("trust")) ?? TrustRecord()
    }

    /// Writes the counters of a checkpoint: all of them, including zeros.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            try values.encode(self[counter], forKey: NamedKey(counter.rawValue))
        }
        try values.encode(blocksByWorker, forKey: NamedKey("blocksByWorker"))
        try values.encode(trust, forKey: NamedKey("trust"))
    }

    /// Reads the form of `summary.json`. A counter that an earlier release did not have is zero.
    public init(fromSummary decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            guard let key = counter.summaryKey else { continue }
            self[counter] = try values.decodeIfPresent(Int.self, forKey: NamedKey(key)) ?? 0
        }
        blocksByWorker = try values.decode([String: Int].self, forKey: ClusterCounters.summaryKeyOfBlocks)
    }

    /// Writes the counters that `summary.json` has, under its keys.
    public func encode(toSummary encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            guard let key = counter.summaryKey else { continue }
            try values.encode(self[counter], forKey: NamedKey(key))
        }
        try values.encode(blocksByWorker, forKey: ClusterCounters.summaryKeyOfBlocks)
    }
}
