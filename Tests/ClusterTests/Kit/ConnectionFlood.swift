import TestKit

/// Connections that send no messages, and are opened again whenever they are closed. Every second one completes the
/// ZeroMQ handshake. It acts only while ``turn()`` is called.
final class ConnectionFlood {
    /// The number of connections so far.
    private(set) var arrivals = 0
    private let endpoint: String
    private var connections: [RawConnection?]

    /// A flood of `count` connections.
    init(of count: Int, at endpoint: String) {
        self.endpoint = endpoint
        connections = Array(repeating: nil, count: count)
    }

    /// Opens closed connections again.
    func turn() throws {
        for index in connections.indices where connections[index]?.isClosed != false {
            connections[index] = RawConnection(to: endpoint)
            guard let connection = connections[index] else { continue }
            arrivals += 1
            if index.isMultiple(of: 2) { connection.send(RawConnection.handshake) }
        }
    }
}
