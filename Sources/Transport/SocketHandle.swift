import CZeroMQ
import Glibc

/// One libzmq socket, closed with the object, which one thread uses.
final class SocketHandle {
    let pointer: UnsafeMutableRawPointer
    private let context: Context

    init(_ type: Int32, in context: Context) throws(TransportError) {
        guard let pointer = zmq_socket(context.handle, type) else {
            throw .system(operation: "zmq_socket", code: zmq_errno())
        }
        self.pointer = pointer
        self.context = context
    }

    deinit {
        zmq_close(pointer)
    }

    /// Sets what router and dealer share.
    func apply(_ settings: SocketSettings) throws(TransportError) {
        try set(ZMQ_MAXMSGSIZE, Int64(settings.largestFrame))
        try set(ZMQ_SNDHWM, Int32(settings.sendLimit))
        try set(ZMQ_RCVHWM, Int32(settings.receiveLimit))
        try set(ZMQ_LINGER, settings.linger.milliseconds)
        try set(ZMQ_HANDSHAKE_IVL, settings.handshakeTimeout.milliseconds)
        try set(ZMQ_HEARTBEAT_IVL, Int32(0))
        // A host that vanished is noticed after 30 s + 3 · 10 s, though the beats of a session notice it earlier.
        try set(ZMQ_TCP_KEEPALIVE, Int32(1))
        try set(ZMQ_TCP_KEEPALIVE_IDLE, Int32(30))
        try set(ZMQ_TCP_KEEPALIVE_INTVL, Int32(10))
        try set(ZMQ_TCP_KEEPALIVE_CNT, Int32(3))
    }

    func set(_ option: Int32, _ value: some BitwiseCopyable) throws(TransportError) {
        let status = withUnsafeBytes(of: value) { zmq_setsockopt(pointer, option, $0.baseAddress, $0.count) }
        guard status == 0 else { throw .system(operation: "zmq_setsockopt \(option)", code: zmq_errno()) }
    }

    /// Whether parts of the message whose last part was received are still to come.
    var hasMoreParts: Bool {
        var more: Int32 = 0
        var size = MemoryLayout<Int32>.size
        let status = zmq_getsockopt(pointer, ZMQ_RCVMORE, &more, &size)
        precondition(status == 0, "zmq_getsockopt: \(errorText())")
        return more != 0
    }

    /// The endpoint that the socket was bound to last, with its real port.
    func lastEndpoint() throws(TransportError) -> String {
        var text = [UInt8](repeating: 0, count: 1024)
        var size = text.count
        guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &text, &size) == 0 else {
            throw .system(operation: "zmq_getsockopt", code: zmq_errno())
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The next part, if one is there.
    func receivePart() -> ReceivedBytes? {
        let part = ReceivedBytes()
        while zmq_msg_recv(part.message, pointer, ZMQ_DONTWAIT) < 0 {
            if zmq_errno() == EAGAIN { return nil }
            precondition(zmq_errno() == EINTR, "zmq_msg_recv: \(errorText())")
        }
        return part
    }

    /// All further parts of the message whose first part was received: a header and perhaps a frame; nil, and all of
    /// them are dropped, if there are none or too many.
    func receiveBody() -> (header: ReceivedBytes, frame: ReceivedBytes?)? {
        guard hasMoreParts, let header = receivePart() else { return nil }
        return receiveFrame(after: header)
    }

    /// The frame after a received header, if it has one; nil, and all parts are dropped, if there are too many.
    func receiveFrame(after header: ReceivedBytes) -> (header: ReceivedBytes, frame: ReceivedBytes?)? {
        guard hasMoreParts else { return (header, nil) }
        let frame = receivePart()
        guard hasMoreParts else { return (header, frame) }
        while hasMoreParts, receivePart() != nil {}
        return nil
    }
}

/// What libzmq says about its last failure on this thread.
func errorText() -> String {
    String(cString: zmq_strerror(zmq_errno()))
}
