/// What happened to the cluster so far, for the run's summary.
public struct ClusterCounters: Sendable, Hashable, Codable {
    /// Sessions that became members.
    public var workersJoined = 0
    /// Sessions of members that ended without a goodbye, their coordinator's end among the reasons.
    public var sessionsLost = 0
    /// Sessions of members that ended with a goodbye of the worker.
    public var workersLeft = 0
    /// Sessions of members that ended with a goodbye of the coordinator, in lives before this one.
    public var workersDismissed = 0
    /// Peers that were not let in, whose messages came from no session, or that do not speak ZeroMQ.
    public var peersRefused = 0
    /// Blocks given to another worker because their session ended.
    public var blocksReassigned = 0
    /// Blocks computed a second time because the first was slow.
    public var blocksRaced = 0
    /// Blocks that two workers, or one and the coordinator, have computed to the same bytes, or the coordinator alone where
    /// they differed.
    public var blocksVerified = 0
    /// Workers, by name, whose results were found to be wrong.
    public var workersExpelled = 0
    /// Times that the coordinator found it had been suspended itself, or had waited for its disk.
    public var suspensions = 0
    /// Coordinators that this run has had.
    public var lives = 0
    /// Blocks of training and validation that each worker, by name, finished.
    public var blocksByWorker: [String: Int] = [:]
    /// Who was wrong, and whose results nobody has verified.
    public var trust = TrustRecord()

    /// All zero.
    public init() {}

    /// The names in checkpoints. They stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case workersJoined = "workersJoined"
        case sessionsLost = "sessionsLost"
        case workersLeft = "workersLeft"
        case workersDismissed = "workersDismissed"
        case peersRefused = "peersRefused"
        case blocksReassigned = "blocksReassigned"
        case blocksRaced = "blocksRaced"
        case blocksVerified = "blocksVerified"
        case workersExpelled = "workersExpelled"
        case suspensions = "suspensions"
        case lives = "lives"
        case blocksByWorker = "blocksByWorker"
        case trust = "trust"
    }

    /// Takes note that the life of the coordinator that counted these is over, and with it the sessions of all its
    /// members: `inOrder` if it could say goodbye to them, otherwise they were lost.
    public mutating func endLife(inOrder: Bool) {
        let members = max(0, workersJoined - workersLeft - sessionsLost - workersDismissed)
        if inOrder { workersDismissed += members } else { sessionsLost += members }
    }

    /// The counters of two lives of a coordinator.
    public static func + (left: ClusterCounters, right: ClusterCounters) -> ClusterCounters {
        var sum = left
        sum.workersJoined += right.workersJoined
        sum.sessionsLost += right.sessionsLost
        sum.workersLeft += right.workersLeft
        sum.workersDismissed += right.workersDismissed
        sum.peersRefused += right.peersRefused
        sum.blocksReassigned += right.blocksReassigned
        sum.blocksRaced += right.blocksRaced
        sum.blocksVerified += right.blocksVerified
        sum.workersExpelled += right.workersExpelled
        sum.suspensions += right.suspensions
        sum.lives += right.lives
        sum.blocksByWorker.merge(right.blocksByWorker) { $0 + $1 }
        sum.trust = left.trust + right.trust
        return sum
    }

    /// Reads what is there: counters that an earlier release did not have are zero.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func count(_ key: CodingKeys) throws -> Int { try values.decodeIfPresent(Int.self, forKey: key) ?? 0 }
        workersJoined = try count(.workersJoined)
        sessionsLost = try count(.sessionsLost)
        workersLeft = try count(.workersLeft)
        workersDismissed = try count(.workersDismissed)
        peersRefused = try count(.peersRefused)
        blocksReassigned = try count(.blocksReassigned)
        blocksRaced = try count(.blocksRaced)
        blocksVerified = try count(.blocksVerified)
        workersExpelled = try count(.workersExpelled)
        suspensions = try count(.suspensions)
        lives = try count(.lives)
        blocksByWorker = try values.decodeIfPresent([String: Int].self, forKey: .blocksByWorker) ?? [:]
        trust = try values.decodeIfPresent(TrustRecord.self, forKey: .trust) ?? TrustRecord()
    }
}
