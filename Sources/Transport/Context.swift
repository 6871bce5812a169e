import CZeroMQ
import Glibc

/// libzmq's thread and queues, one for each process. Any thread may use it.
///
/// Its sockets keep it alive. It ends with the last reference, which takes at most the longest
/// ``SocketSettings/linger`` if a peer does not receive what was sent to it.
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
