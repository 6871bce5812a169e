/// The connections to a socket that listens, and which of them are to end because they take room and no part.
///
/// A connection is quiet until its peer has joined, and again when its session is over. It may be so for a while, with
/// not too many others, and may send little meanwhile: a worker needs one short message to join.
package struct ConnectionTable {
    /// The bounds of quiet connections.
    package struct Limits {
        /// How long a connection may be quiet.
        var time: Duration
        /// Descriptors that connections may take in all.
        var connections: Int

        /// Bytes that may come before a peer has joined: a header and more of ZeroMQ's than it has.
        static let bytes = 128 * 1024
        /// Of the quiet ones the most that may be there, whatever the system allows.
        static let mostQuiet = 512
        /// Reasons that are kept until they are taken; nobody takes them while a file is written.
        static let mostRefusals = 1000

        /// These bounds.
        package init(time: Duration, connections: Int) {
            self.time = time
            self.connections = connections
        }
    }

    private struct Entry {
        let connection: Connection
        var quietSince: Duration
        let order: Int
        /// Why it is made to end.
        var verdict: String?
        /// Whether its peer had a session once: what it had sent before it heard of the session's end may be much.
        var hadSession = false
    }

    private let limits: Limits
    private var entries: [Int32: Entry] = [:]
    private var joined: [Peer: Connection] = [:]
    private var joinedConnections: [Connection: Peer] = [:]
    /// Peers that had joined and whose connections were said to have ended, until their sessions are over. What is said
    /// of a descriptor may be old: its number may belong to a new connection by then, whose peer has joined already.
    private var departed: [Connection: Peer] = [:]
    private var lastOrder = 0
    private var failure: String?
    /// Why connections have ended, or were made to, that came to nothing: the first ones since this was last taken, and
    /// how many there were besides.
    private var refusals: (reasons: [String], further: Int) = ([], 0)

    /// A table without connections.
    package init(limits: Limits) {
        self.limits = limits
    }

    /// Whether there are connections that may have to end.
    var hasQuiet: Bool { entries.count > joined.count }

    /// How many quiet ones may be there beside those that have joined.
    private var quietLimit: Int { max(8, min(Limits.mostQuiet, (limits.connections - joined.count) / 2)) }

    /// Takes note of a new connection.
    package mutating func accepted(_ connection: Connection, at now: Duration) {
        lastOrder += 1
        entries[connection.descriptor] = Entry(connection: connection, quietSince: now, order: lastOrder)
        // The end that was told of was that of the connection which had the descriptor before.
        if let peer = departed.removeValue(forKey: connection) {
            joined[peer] = connection
            joinedConnections[connection] = peer
        }
    }

    /// Takes the reason why a handshake failed, of the connection whose end is told of next.
    package mutating func handshakeFailed(_ reason: String) {
        if let failure { refuse(failure) }
        failure = reason
    }

    /// Takes note that a connection has ended.
    package mutating func ended(descriptor: Int32) {
        let entry = entries.removeValue(forKey: descriptor)
        var hadSession = entry?.hadSession ?? false
        if let connection = entry?.connection, let peer = joinedConnections.removeValue(forKey: connection) {
            joined[peer] = nil
            departed[connection] = peer
            hadSession = true
        }
        // What became of one that had joined is told of with its session.
        if !hadSession, let reason = entry?.verdict ?? failure { refuse(reason) }
        failure = nil
    }

    /// Takes note that the peer of a connection has joined; false if there is no room for another one.
    package mutating func join(_ peer: Peer, on connection: Connection) -> Bool {
        guard joined.count < limits.connections - 8 || joined[peer] != nil else { return false }
        joined[peer] = connection
        joinedConnections[connection] = peer
        return true
    }

    /// Takes note that a peer takes part no longer. One that was refused has had no session: its connection is as quiet
    /// as it was before, however often it tries to join.
    package mutating func leave(_ peer: Peer, hadSession: Bool, at now: Duration) {
        if let connection = departed.first(where: { $0.value == peer })?.key { departed[connection] = nil }
        guard let connection = joined.removeValue(forKey: peer) else { return }
        joinedConnections[connection] = nil
        guard hadSession else { return }
        entries[connection.descriptor]?.quietSince = now
        entries[connection.descriptor]?.hadSession = true
    }

    /// The connection of a peer that has joined.
    package func connection(of peer: Peer) -> Connection? { joined[peer] }

    /// The oldest quiet connections, if there are too many, each once. `isFull`: the system has no descriptor for another
    /// connection.
    package mutating func takeSurplus(isFull: Bool) -> [Connection] {
        let limit = quietLimit
        guard isFull || entries.count - joined.count > limit else { return [] }
        let quiet = self.quiet.sorted { $0.order < $1.order }
        let surplus = quiet.dropLast(isFull ? quiet.count / 2 : limit)
        return surplus.map { end($0, because: "\(quiet.count) connections at once had not joined") }
    }

    /// The connections that have been quiet for too long, or have sent too much, each once; `received` tells how many bytes
    /// have come on one.
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

    /// Why connections since the last call came to nothing; if they were very many, the last line is for the rest.
    package mutating func takeRefusals() -> [String] {
        defer { refusals = ([], 0) }
        guard refusals.further > 0 else { return refusals.reasons }
        return refusals.reasons + ["\(refusals.further) more connections failed since"]
    }
}
