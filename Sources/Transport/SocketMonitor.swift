import CZeroMQ
import Glibc
import Synchronization

/// Receives libzmq's reports about the connections of one socket.
final class SocketMonitor {
    /// A report about one connection.
    struct Report {
        /// The event that libzmq reports: one of its constants `ZMQ_EVENT_…`.
        let kind: Int32
        /// An error number or a file descriptor; the kind of the report decides which.
        let value: Int32
    }

    /// The socket on which libzmq's reports arrive.
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
        // 0 means that any number of reports may wait to be read. With a limit, libzmq's thread would wait until
        // reports are read, and closing the watched socket would wait for that thread.
        try handle.set(ZMQ_RCVHWM, Int32(0))
        guard zmq_connect(handle.pointer, address) == 0 else {
            throw .system(operation: "zmq_connect", code: zmq_errno())
        }
    }

    deinit {
        zmq_socket_monitor(watched.pointer, nil, 0)
    }

    /// The next report; nil if none has arrived.
    func next() -> Report? {
        guard let part = handle.receivePart() else { return nil }
        // The first part of a report has the kind (16 bits) and the value (32 bits), the second part has the endpoint.
        let report = part.withUnsafeBytes {
            Report(
                kind: Int32($0.loadUnaligned(as: UInt16.self)),
                value: Int32(truncatingIfNeeded: $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self)))
        }
        while handle.hasMoreParts, handle.receivePart() != nil {}
        return report
    }
}
