import Messages
import Vocabulary

/// Which workers take part: their sessions, and the peers that get no session.
///
/// - A peer has one session at most, and a session has one peer. Session ids rise; none is used again.
/// - A peer whose session has ended, or that was rejected, gets no session again. The last 1024 such peers are
///   remembered.
/// - Once all sessions are dismissed, no peer gets a session.
package struct Membership: Sendable {
    private var sessions: [UInt64: Session] = [:]
    private var sessionOfPeer: [PeerID: UInt64] = [:]
    private var lastID: UInt64 = 0
    private var ignoredPeers = RecentPeers()
    private var unproductiveWorkers = UnproductiveWorkers()
    private var hasStarted = false

    /// How many members the first step waits for.
    package private(set) var minimum: Int
    /// The goodbye that all workers were sent, and that workers which come later get too; nil as long as workers can
    /// join.
    package private(set) var dismissal: Goodbye?

    /// A membership without sessions. The first step waits for `minimum` members.
    package init(minimum: Int) { self.minimum = minimum }

    /// All sessions, including those of workers that do not take work yet, the oldest first.
    package var all: [Session] { sessions.values.sorted { $0.id < $1.id } }

    /// The sessions of the workers that take work, the oldest first.
    package var members: [Session] { sessions.values.filter { $0.stage == .member }.sorted { $0.id < $1.id } }

    /// The number of workers that take work.
    package var memberCount: Int { sessions.values.count { $0.stage == .member } }

    /// The id of a peer's session; nil if the peer has none.
    package func id(of peer: PeerID) -> UInt64? { sessionOfPeer[peer] }

    /// The session with this id; nil if there is none. An assignment changes a session, but cannot begin or end one.
    package subscript(id: UInt64) -> Session? {
        get { sessions[id] }
        set {
            precondition(newValue?.id == sessions[id]?.id, "session \(id) begins or ends by assignment")
            sessions[id] = newValue
        }
    }

    /// Begins and returns the session of a peer, which must have no session and must not be ignored. The session has as
    /// many slots as the worker offers, but at most `mostSlots`.
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

    /// Makes a session a member, which takes work.
    package mutating func admit(_ id: UInt64) {
        precondition(sessions[id]?.stage == .welcomed, "session \(id) is not one that was welcomed")
        sessions[id]?.stage = .member
    }

    /// Ends a session. Its peer may still send messages until it learns of the end. Such messages are late, not wrong,
    /// and are ignored. `isUnproductive` says that the session has finished no block, and that a new session of the
    /// same worker would probably finish none either.
    package mutating func end(_ id: UInt64, isUnproductive: Bool, because reason: String) {
        guard let session = sessions.removeValue(forKey: id) else { return }
        sessionOfPeer[session.peer] = nil
        ignoredPeers.insert(session.peer)
        guard session.stage == .member else { return }
        unproductiveWorkers.end(session, isUnproductive: isUnproductive, because: reason)
    }

    /// Ends all sessions, and lets no more begin. Returns the sessions that have ended, the oldest first.
    package mutating func dismiss(_ goodbye: Goodbye) -> [Session] {
        defer {
            sessions = [:]
            sessionOfPeer = [:]
            dismissal = goodbye
        }
        return all
    }

    /// Whether the messages of a peer are ignored.
    package func isIgnored(_ peer: PeerID) -> Bool { ignoredPeers.contains(peer) }

    /// Ignores the messages of a peer from now on. Returns false if they were ignored already.
    package mutating func ignore(_ peer: PeerID) -> Bool { ignoredPeers.insert(peer) }

    /// Why a worker may not join again: it has had too many sessions in a row without finished work. Returns nil if the
    /// worker may join.
    func objection(to hello: Hello, settings: CoordinatorSettings) -> String? {
        unproductiveWorkers.objection(to: hello, settings: settings)
    }

    /// How many members are needed before work is assigned: ``minimum`` until the first work of all, and one after
    /// that.
    package var needed: Int { hasStarted ? 1 : minimum }

    /// Returns whether work can be assigned. It can as soon as there are ``minimum`` members at the same time, and also
    /// later, when some of these have left.
    package mutating func start() -> Bool {
        if memberCount >= minimum { hasStarted = true }
        return hasStarted
    }

    /// Records that no more than `workers` workers will take part. Returns whether this lowers ``minimum``.
    package mutating func expect(atMost workers: Int) -> Bool {
        guard workers < minimum else { return false }
        minimum = workers
        return true
    }
}
