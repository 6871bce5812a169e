import TestKit

/// Connections that take no part, and are made anew whenever they are cut off: every other one finishes the handshake
/// of ZeroMQ. It does something only while ``turn()`` is called.
final class ConnectionFlood {
    /// Connections that were made so far.
    private(set) var arrivals = 0
    private let endpoint: String
    private var connections: [RawConnection?]

    /// A flood of so many.
    init(of count: Int, at endpoint: String) {
        self.endpoint = endpoint
        connections = Array(repeating: nil, count: count)
    }

    /// Makes those connections anew that have ended.
    func turn() throws {
        for index in connections.indices where connections[index]?.isClosed != false {
            connections[index] = RawConnection(to: endpoint)
            guard let connection = connections[index] else { continue }
            arrivals += 1
            if index.isMultiple(of: 2) { connection.send(RawConnection.handshake) }
        }
    }
}
