import CZeroMQ
import Glibc

/// libzmq's thread and queues: one for a process. Any thread may use it.
///
/// Its sockets keep it alive. When the last of them and all other holders are gone it ends, which takes at most the
/// longest ``SocketSettings/linger``, if a peer does not take what was sent to it.
public final class Context: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer

    /// A context of its own.
    public init() throws(TransportError) {
        guard let handle = zmq_ctx_new() else { throw .system(operation: "zmq_ctx_new", code: zmq_errno()) }
        self.handle = handle
    }

    deinit {
        while zmq_ctx_term(handle) != 0 && zmq_errno() == EINTR {}
    }
}
