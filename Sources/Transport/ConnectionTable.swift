/// The connections of a listening socket, and which of them must be closed because their peers do not join.
///
/// A connection is quiet until its peer has joined, and again after the peer's session has ended. There are limits for
/// the time that a connection is quiet, for the number of quiet connections, and for the bytes that a quiet connection
/// sends: a worker needs one short message to join.
package struct ConnectionTable {
    /// The limits of connections, above all of quiet ones: see ``ConnectionTable``.
    package struct Limits {
        /// How long a connection may be quiet.
        var time: Duration
        /// The most connections, quiet or not. The limit exists because each connection takes a file descriptor.
        var connections: Int

        /// The most bytes that a peer may send before it has joined: enough for a header and ZeroMQ's handshake.
        static let bytes = 128 * 1024
        /// The most quiet connections, even if the system allows more.
        static let mostQuiet = 512
        /// The most reasons for failed connections that are stored until the owner of the socket takes them. The owner
        /// takes none while it writes a file; without a limit they could then fill the memory.
        static let mostRefusals = 1000

        /// The limits with this time and this number of connections.
        package init(time: Duration, connections: Int) {
            self.time = time
            self.connections = connections
        }
    }

    private struct Entry {
        let connection: Connection
        var quietSince: Duration
        let order: Int
        /// Why the connection must be closed; nil if it may stay.
        var verdict: String?
        /// Whether the connection's peer has had a session. Then the limit of bytes does not apply: the peer may have
        /// sent many bytes before it learnt that its session had ended.
        var hadSession = false
    }

    private let limits: Limits
    private var entries: [Int32: Entry] = [:]
    private var joined: [Peer: Connection] = [:]
    private var joinedConnections: [Connection: Peer] = [:]
    /// Peers that had joined and whose connections libzmq then reported as ended; each until its session ends. Such a
    /// report may be late and be about an earlier connection with the same descriptor, while the peer has already
    /// joined on the new one. Then the report that the new connection is accepted follows, and ``accepted(_:at:)`` puts
    /// the peer back.
    private var departed: [Connection: Peer] = [:]
    private var lastOrder = 0
    private var failure: String?
    /// Why connections without a session have ended: the first reasons since the last call of ``takeRefusals()``, and
    /// the number of further reasons.
    private var refusals: (reasons: [String], further: Int) = ([], 0)

    /// A table without connections.
    package init(limits: Limits) {
        self.limits = limits
    }

    /// Whether there are quiet connections.
    var hasQuiet: Bool { entries.count > joined.count }

    /// The most quiet connections at present: half of the connections that the joined peers leave of
    /// ``Limits/connections``, but at least 8 and at most ``Limits/mostQuiet``.
    private var quietLimit: Int { max(8, min(Limits.mostQuiet, (limits.connections - joined.count) / 2)) }

    /// Records that the socket has accepted a connection.
    package mutating func accepted(_ connection: Connection, at now: Duration) {
        lastOrder += 1
        entries[connection.descriptor] = Entry(connection: connection, quietSince: now, order: lastOrder)
        // The end that was reported before was not the end of this peer's connection, but of an earlier one with the
        // same descriptor.
        if let peer = departed.removeValue(forKey: connection) {
            joined[peer] = connection
            joinedConnections[connection] = peer
        }
    }

    /// Records why a handshake failed. The next connection that is reported as ended is the one that failed.
    package mutating func handshakeFailed(_ reason: String) {
        if let failure { refuse(failure) }
        failure = reason
    }

    /// Records that a connection has ended.
    package mutating func ended(descriptor: Int32) {
        let entry = entries.removeValue(forKey: descriptor)
        var hadSession = entry?.hadSession ?? false
        if let connection = entry?.connection, let peer = joinedConnections.removeValue(forKey: connection) {
            joined[peer] = nil
            departed[connection] = peer
            hadSession = true
        }
        // The end of a connection with a session is no refusal: it is reported elsewhere, as the end of the session.
        if !hadSession, let reason = entry?.verdict ?? failure { refuse(reason) }
        failure = nil
    }

    /// Records that the peer of a connection has joined. Returns false, and records nothing, if too many peers have
    /// joined already: 8 of the ``Limits/connections`` are left for peers that have not joined.
    package mutating func join(_ peer: Peer, on connection: Connection) -> Bool {
        guard joined.count < limits.connections - 8 || joined[peer] != nil else { return false }
        joined[peer] = connection
        joinedConnections[connection] = peer
        return true
    }

    /// Records that a peer has left. `hadSession` is false if the peer was refused. Then the time limit of its
    /// connection does not begin again, however often the peer tries to join.
    package mutating func leave(_ peer: Peer, hadSession: Bool, at now: Duration) {
        if let connection = departed.first(where: { $0.value == peer })?.key { departed[connection] = nil }
        guard let connection = joined.removeValue(forKey: peer) else { return }
        joinedConnections[connection] = nil
        guard hadSession else { return }
        entries[connection.descriptor]?.quietSince = now
        entries[connection.descriptor]?.hadSession = true
    }

    /// The connection of a peer; nil if the peer has not joined.
    package func connection(of peer: Peer) -> Connection? { joined[peer] }

    /// The oldest quiet connections, which must be closed because there are too many: the older half of all if `isFull`
    /// is true, else those beyond ``quietLimit``. A connection is returned only once.
    ///
    /// - Parameter isFull: whether the system has no descriptor for another connection.
    package mutating func takeSurplus(isFull: Bool) -> [Connection] {
        let limit = quietLimit
        guard isFull || entries.count - joined.count > limit else { return [] }
        let quiet = self.quiet.sorted { $0.order < $1.order }
        let surplus = quiet.dropLast(isFull ? quiet.count / 2 : limit)
        return surplus.map { end($0, because: "\(quiet.count) connections at once had not joined") }
    }

    /// The connections that must be closed because they were quiet for too long or sent too much. A connection is
    /// returned only once.
    ///
    /// - Parameter received: returns how many bytes have been received on a connection; nil if that is not known.
    package mutating func takeOverdue(at now: Duration, received: (Connection) -> Int?) -> [Connection] {
        var overdue: [Connection] = []
        for entry in quiet {
            if now - entry.quietSince > limits.time {
                overdue.append(end(entry, because: "it did not join within \(limits.time)"))
            } else if !entry.hadSession, let bytes = received(entry.connection), bytes > Limits.bytes {
                overdue.append(end(entry, because: "it sent \(bytes) bytes without joining"))
            }
        }
        return overdue
    }

    private var quiet: [Entry] {
        entries.values.filter { $0.verdict == nil && joinedConnections[$0.connection] == nil }
    }

    private mutating func end(_ entry: Entry, because reason: String) -> Connection {
        entries[entry.connection.descriptor]?.verdict = reason
        return entry.connection
    }

    private mutating func refuse(_ reason: String) {
        if refusals.reasons.count < Limits.mostRefusals {
            refusals.reasons.append(reason)
        } else {
            refusals.further += 1
        }
    }

    /// Why connections have failed since the last call of this function. If there are more than ``Limits/mostRefusals``
    /// reasons, the last line counts the rest.
    package mutating func takeRefusals() -> [String] {
        defer { refusals = ([], 0) }
        guard refusals.further > 0 else { return refusals.reasons }
        return refusals.reasons + ["\(refusals.further) more connections failed since"]
    }
}
