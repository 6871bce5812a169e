/// What happened to the cluster so far: a number for each ``ClusterCounter``, and what is known by worker.
public struct ClusterCounters: Sendable, Hashable {
    /// Those that are not 0.
    private var counts: [ClusterCounter: Int] = [:]
    /// Blocks of training and validation that each worker, by name, finished.
    public var blocksByWorker: [String: Int] = [:]
    /// Who was wrong, and whose results nobody has verified.
    public var trust = TrustRecord()

    /// All zero.
    public init() {}

    /// The number of one of them.
    public subscript(counter: ClusterCounter) -> Int {
        get { counts[counter] ?? 0 }
        set { counts[counter] = newValue == 0 ? nil : newValue }
    }

    /// Takes note that the life of the coordinator that counted these is over, and with it the sessions of all its
    /// members: `inOrder` if it could say goodbye to them, otherwise they were lost.
    public mutating func endLife(inOrder: Bool) {
        let ended = self[.workersLeft] + self[.sessionsLost] + self[.workersDismissed]
        self[inOrder ? .workersDismissed : .sessionsLost] += max(0, self[.workersJoined] - ended)
    }

    /// The counters of two lives of a coordinator.
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

    /// Reads what is there: counters that an earlier release did not have are zero.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            self[counter] = try values.decodeIfPresent(Int.self, forKey: NamedKey(counter.rawValue)) ?? 0
        }
        blocksByWorker = try values.decodeIfPresent([String: Int].self, forKey: NamedKey("blocksByWorker")) ?? [:]
        trust = try values.decodeIfPresent(TrustRecord.self, forKey: NamedKey("trust")) ?? TrustRecord()
    }

    /// Writes all of them, zeros too.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            try values.encode(self[counter], forKey: NamedKey(counter.rawValue))
        }
        try values.encode(blocksByWorker, forKey: NamedKey("blocksByWorker"))
        try values.encode(trust, forKey: NamedKey("trust"))
    }

    /// Reads what `summary.json` says.
    public init(fromSummary decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            guard let key = counter.summaryKey else { continue }
            self[counter] = try values.decode(Int.self, forKey: NamedKey(key))
        }
        blocksByWorker = try values.decode([String: Int].self, forKey: ClusterCounters.summaryKeyOfBlocks)
    }

    /// Writes what `summary.json` says.
    public func encode(toSummary encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: NamedKey.self)
        for counter in ClusterCounter.allCases {
            guard let key = counter.summaryKey else { continue }
            try values.encode(self[counter], forKey: NamedKey(key))
        }
        try values.encode(blocksByWorker, forKey: ClusterCounters.summaryKeyOfBlocks)
    }
}
