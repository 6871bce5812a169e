import Messages
import Vocabulary

/// Who takes part: the sessions of workers, and who gets none.
///
/// - A peer has one session at most, and a session one peer. Numbers of sessions rise; none is used again.
/// - A peer whose session has ended, or that was turned away, gets no session any more; the last 1024 are remembered.
/// - Once everybody is dismissed nobody gets one.
package struct Membership: Sendable {
    private var sessions: [UInt64: Session] = [:]
    private var sessionOfPeer: [PeerID: UInt64] = [:]
    private var lastID: UInt64 = 0
    private var ignoredPeers = RecentPeers()
    private var unproductiveWorkers = UnproductiveWorkers()
    private var hasStarted = false

    /// How many members the first work waits for.
    package private(set) var minimum: Int
    /// Why nobody can join any more; nil as long as somebody can.
    package private(set) var dismissal: String?

    /// Nobody, and the first work waits for so many members.
    package init(minimum: Int) { self.minimum = minimum }

    /// All sessions, by age.
    package var all: [Session] { sessions.values.sorted { $0.id < $1.id } }

    /// The sessions that take work, by age.
    package var members: [Session] { sessions.values.filter { $0.stage == .member }.sorted { $0.id < $1.id } }

    /// How many sessions take work.
    package var memberCount: Int { sessions.values.count { $0.stage == .member } }

    /// The number of a peer's session; nil if it has none.
    package func id(of peer: PeerID) -> UInt64? { sessionOfPeer[peer] }

    /// A session. It begins and ends by the methods below only.
    package subscript(id: UInt64) -> Session? {
        get { sessions[id] }
        set {
            precondition(newValue?.id == sessions[id]?.id, "session \(id) begins or ends by assignment")
            sessions[id] = newValue
        }
    }

    /// Begins the session of a peer that has none, and that may have one. It computes as many micro-batches at a time
    /// as it says, but no more than a batch has.
    package mutating func begin(_ hello: Hello, peer: PeerID, mostSlots: Int, at now: Duration) -> Session {
        precondition(dismissal == nil && sessionOfPeer[peer] == nil && !isIgnored(peer), "\(peer) may not join")
        lastID += 1
        let session = Session(
            id: lastID, peer: peer, name: hello.workerName, host: hello.host, offeredSlots: hello.slots,
            slots: min(hello.slots, mostSlots), processID: hello.processID, at: now)
        sessions[session.id] = session
        sessionOfPeer[peer] = session.id
        return session
    }

    /// Makes a session one that takes work.
    package mutating func admit(_ id: UInt64) {
        precondition(sessions[id]?.stage == .welcomed, "session \(id) is not one that was welcomed")
        sessions[id]?.stage = .member
    }

    /// Ends a session. What its peer has sent before it hears of that is late, not wrong: it is ignored.
    /// `isUnproductive` says whether the session was of no use, and another one of the same worker would be of none
    /// either.
    package mutating func end(_ id: UInt64, isUnproductive: Bool, because reason: String) {
        guard let session = sessions.removeValue(forKey: id) else { return }
        sessionOfPeer[session.peer] = nil
        ignoredPeers.insert(session.peer)
        guard session.stage == .member else { return }
        unproductiveWorkers.end(session, isUnproductive: isUnproductive, because: reason)
    }

    /// Ends all sessions, and lets nobody begin another. Returns those that there were, by age.
    package mutating func dismiss(because reason: String) -> [Session] {
        defer {
            sessions = [:]
            sessionOfPeer = [:]
            dismissal = reason
        }
        return all
    }

    /// Whether a peer is not heard.
    package func isIgnored(_ peer: PeerID) -> Bool { ignoredPeers.contains(peer) }

    /// Hears a peer no more; whether it was heard until now.
    package mutating func ignore(_ peer: PeerID) -> Bool { ignoredPeers.insert(peer) }

    /// Why a worker is not welcome again, whose sessions came to nothing; nil if it is.
    func objection(to hello: Hello, settings: CoordinatorSettings) -> String? {
        unproductiveWorkers.objection(to: hello, settings: settings)
    }

    /// How many members are needed for work to be given out.
    package var needed: Int { hasStarted ? 1 : minimum }

    /// Whether work can be given out: once there were as many members as the start waits for, it always can.
    package mutating func start() -> Bool {
        if memberCount >= minimum { hasStarted = true }
        return hasStarted
    }

    /// Takes note that no more workers than these will come; whether the start then waits for fewer.
    package mutating func expect(atMost workers: Int) -> Bool {
        guard workers < minimum else { return false }
        minimum = workers
        return true
    }
}
