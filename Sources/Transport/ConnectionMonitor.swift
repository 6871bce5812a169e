import CZeroMQ

/// An event of the connection of a ``DealerSocket``.
public enum ConnectionEvent: Sendable, Hashable {
    /// The connection and its ZeroMQ handshake have succeeded.
    case connected
    /// Connecting failed: no process listens at the endpoint, or the process there did not answer in time or does not
    /// speak ZeroMQ.
    case failed
    /// The connection was established and has ended.
    case lost
}

/// Watches the connection of a ``DealerSocket``, which makes only one, and reports its events.
final class ConnectionMonitor {
    private let monitor: SocketMonitor
    private var wasConnected = false
    /// The connection; nil until there is one. It remains after its end.
    private(set) var connection: Connection?
    private var isOver = false

    init(of socket: SocketHandle, in context: Context) throws(TransportError) {
        monitor = try SocketMonitor(
            of: socket,
            kinds: ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED,
            in: context)
    }

    /// The socket on which libzmq's reports about the connection arrive.
    var reports: SocketHandle { monitor.handle }

    /// The events since the last call. ``ConnectionEvent/failed`` or ``ConnectionEvent/lost`` is reported only once.
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
