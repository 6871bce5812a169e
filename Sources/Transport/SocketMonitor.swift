import CZeroMQ
import Glibc
import Synchronization

/// Receives libzmq's reports about one socket.
final class SocketMonitor {
    /// A report about one connection.
    struct Report {
        /// One of ZMQ_EVENT_….
        let kind: Int32
        /// An error number or a file descriptor, by kind.
        let value: Int32
    }

    /// The socket where reports arrive.
    let handle: SocketHandle
    private let watched: SocketHandle

    private static let count = Atomic<Int>(0)

    init(of socket: SocketHandle, kinds: Int32, in context: Context) throws(TransportError) {
        let number = SocketMonitor.count.add(1, ordering: .relaxed).newValue
        let address = "inproc://socket-monitor-\(number)"
        guard zmq_socket_monitor(socket.pointer, address, kinds) == 0 else {
            throw .system(operation: "zmq_socket_monitor", code: zmq_errno())
        }
        watched = socket
        handle = try SocketHandle(ZMQ_PAIR, in: context)
        try handle.set(ZMQ_LINGER, Int32(0))
        // With a limit, libzmq's thread would wait until reports are read, and closing the socket would wait for the
        // thread.
        try handle.set(ZMQ_RCVHWM, Int32(0))
        guard zmq_connect(handle.pointer, address) == 0 else {
            throw .system(operation: "zmq_connect", code: zmq_errno())
        }
    }

    deinit {
        zmq_socket_monitor(watched.pointer, nil, 0)
    }

    /// The next report, nil if there is none.
    func next() -> Report? {
        guard let part = handle.receivePart() else { return nil }
        // A report is its kind (16 bits) and a number (32 bits), then the endpoint.
        let report = part.withUnsafeBytes {
            Report(
                kind: Int32($0.loadUnaligned(as: UInt16.self)),
                value: Int32(truncatingIfNeeded: $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self)))
        }
        while handle.hasMoreParts, handle.receivePart() != nil {}
        return report
    }
}
