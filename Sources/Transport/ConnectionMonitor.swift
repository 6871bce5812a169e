import CZeroMQ

/// What happened to the connection of a ``DealerSocket``.
public enum ConnectionEvent: Sendable, Hashable {
    /// It is made, and both sides speak ZeroMQ.
    case connected
    /// It could not be made: nobody listens, nobody answers in time, or who answers does not speak ZeroMQ.
    case failed
    /// It was made and has ended.
    case lost
}

/// Tells what happens to a dealer's only connection.
final class ConnectionMonitor {
    private let monitor: SocketMonitor
    private var wasConnected = false
    /// The connection, once there is one.
    private(set) var connection: Connection?
    private var isOver = false

    init(of socket: SocketHandle, in context: Context) throws(TransportError) {
        monitor = try SocketMonitor(
            of: socket,
            kinds: ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED,
            in: context)
    }

    /// Where news arrives.
    var reports: SocketHandle { monitor.handle }

    /// The reports since the last call. An attempt that failed, or a connection that ended, is told once.
    func events() -> [ConnectionEvent] {
        var events: [ConnectionEvent] = []
        while let report = monitor.next() {
            if report.kind == ZMQ_EVENT_CONNECTED {
                connection = Connection(descriptor: report.value)
            } else if report.kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED {
                wasConnected = true
                events.append(.connected)
            } else if !isOver {
                isOver = true
                events.append(wasConnected ? .lost : .failed)
            }
        }
        return events
    }
}
