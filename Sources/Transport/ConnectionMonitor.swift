import CZeroMQ
import Glibc
import Synchronization

/// What happened to the connection of a ``DealerSocket``.
public enum ConnectionEvent: Sendable, Hashable {
    /// It is made, and both sides speak ZeroMQ.
    case connected
    /// It could not be made: nobody listens, nobody answers in time, or who answers does not speak ZeroMQ.
    case failed
    /// It was made and has ended.
    case lost
}

/// The other end of libzmq's reports about one socket.
final class ConnectionMonitor {
    let reports: SocketHandle
    private let watched: SocketHandle
    private var wasConnected = false
    private var isOver = false

    private static let count = Atomic<Int>(0)

    init(of socket: SocketHandle, in context: Context) throws(TransportError) {
        let number = ConnectionMonitor.count.add(1, ordering: .relaxed).newValue
        let address = "inproc://connection-monitor-\(number)"
        let wanted = ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
        guard zmq_socket_monitor(socket.pointer, address, wanted) == 0 else {
            throw .system(operation: "zmq_socket_monitor", code: zmq_errno())
        }
        watched = socket
        reports = try SocketHandle(ZMQ_PAIR, in: context)
        try reports.set(ZMQ_LINGER, Int32(0))
        guard zmq_connect(reports.pointer, address) == 0 else {
            throw .system(operation: "zmq_connect", code: zmq_errno())
        }
    }

    deinit {
        zmq_socket_monitor(watched.pointer, nil, 0)
    }

    /// The reports since the last call. An attempt that failed, or a connection that ended, is told once.
    func events() -> [ConnectionEvent] {
        var events: [ConnectionEvent] = []
        while let part = reports.receivePart() {
            // A report is its kind (16 bits) and a number, then the endpoint.
            let kind = part.withUnsafeBytes { $0.loadUnaligned(as: UInt16.self) }
            while reports.hasMoreParts, reports.receivePart() != nil {}
            if Int32(kind) == ZMQ_EVENT_HANDSHAKE_SUCCEEDED {
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
