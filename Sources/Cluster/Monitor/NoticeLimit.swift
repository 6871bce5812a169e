import Vocabulary

/// Keeps peers that come back without end from filling the log: of each kind of notice only so many are told of in a
/// minute, and of the others their number and the last.
struct NoticeLimit {
    private struct Count {
        var admitted = 0
        var heldBack = 0
        var last: ClusterEvent
    }

    private static let window = Duration.seconds(60)
    private static let noticesPerWindow = 10

    private var counts: [ClusterEvent.Kind: Count] = [:]
    private var start = Duration.zero

    /// Whether a notice is to be told of; if not, it is counted.
    mutating func admits(_ notice: ClusterEvent) -> Bool {
        var count = counts[notice.kind] ?? Count(last: notice)
        defer { counts[notice.kind] = count }
        guard count.admitted == NoticeLimit.noticesPerWindow else {
            count.admitted += 1
            return true
        }
        count.heldBack += 1
        count.last = notice
        return false
    }

    /// How many notices of each kind were held back, and the last of them, once their minute is over.
    mutating func heldBack(at now: Duration) -> [(count: Int, last: ClusterEvent)] {
        guard now - start >= NoticeLimit.window else { return [] }
        start = now
        return takeHeldBack()
    }

    /// The same before their minute is over: the run is.
    mutating func takeHeldBack() -> [(count: Int, last: ClusterEvent)] {
        defer { counts = [:] }
        return counts.values.filter { $0.heldBack > 0 }.map { ($0.heldBack, $0.last) }
    }
}

extension ClusterEvent {
    /// What is counted together.
    fileprivate enum Kind {
        case joined, left, refused, lost, notJoined, ignored, connectionFailed, suspended, waiting, idle
        case exchangeBound, expelled, doubted
    }

    fileprivate var kind: Kind {
        switch self {
        case .joined: .joined
        case .left: .left
        case .refused: .refused
        case .lost: .lost
        case .notJoined: .notJoined
        case .ignored: .ignored
        case .connectionFailed: .connectionFailed
        case .suspended: .suspended
        case .waiting: .waiting
        case .idle: .idle
        case .exchangeBound: .exchangeBound
        case .expelled: .expelled
        case .doubted: .doubted
        }
    }
}
