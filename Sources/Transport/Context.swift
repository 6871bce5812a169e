import CZeroMQ
import Glibc

/// A libzmq context: the thread and the queues of libzmq that all sockets of a process use. A process has one context.
/// Any thread may use it.
///
/// Sockets keep a reference to their context. Releasing the last reference ends the context. If a peer does not receive
/// what was sent to it, this waits for the longest ``SocketSettings/linger`` of the sockets at most.
public final class Context: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer

    /// A new context.
    public init() throws(TransportError) {
        guard let handle = zmq_ctx_new() else { throw .system(operation: "zmq_ctx_new", code: zmq_errno()) }
        self.handle = handle
    }

    deinit {
        while zmq_ctx_term(handle) != 0 && zmq_errno() == EINTR {}
    }
}
