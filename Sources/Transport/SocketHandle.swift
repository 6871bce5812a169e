import CZeroMQ
import Glibc

/// One libzmq socket. It is closed when this object is freed. Only one thread at a time may use it.
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

    /// Sets the options that a router (the coordinator's socket) and a dealer (a worker's) have in common.
    func apply(_ settings: SocketSettings) throws(TransportError) {
        try set(ZMQ_MAXMSGSIZE, Int64(settings.largestFrame))
        try set(ZMQ_SNDHWM, Int32(settings.sendLimit))
        try set(ZMQ_RCVHWM, Int32(settings.receiveLimit))
        try set(ZMQ_LINGER, settings.linger.milliseconds)
        try set(ZMQ_HANDSHAKE_IVL, settings.handshakeTimeout.milliseconds)
        try set(ZMQ_HEARTBEAT_IVL, Int32(0))
        // With these values, TCP notices after 30 s + 3 · 10 s that the peer's machine is gone. The beats, which are
        // messages of Chorus itself, show that earlier: after 10 s by default. So libzmq's own heartbeats are off.
        try set(ZMQ_TCP_KEEPALIVE, Int32(1))
        try set(ZMQ_TCP_KEEPALIVE_IDLE, Int32(30))
        try set(ZMQ_TCP_KEEPALIVE_INTVL, Int32(10))
        try set(ZMQ_TCP_KEEPALIVE_CNT, Int32(3))
    }

    func set(_ option: Int32, _ value: some BitwiseCopyable) throws(TransportError) {
        let status = withUnsafeBytes(of: value) { zmq_setsockopt(pointer, option, $0.baseAddress, $0.count) }
        guard status == 0 else { throw .system(operation: "zmq_setsockopt \(option)", code: zmq_errno()) }
    }

    /// Whether the message that is being received has more parts.
    var hasMoreParts: Bool {
        var more: Int32 = 0
        var size = MemoryLayout<Int32>.size
        let status = zmq_getsockopt(pointer, ZMQ_RCVMORE, &more, &size)
        precondition(status == 0, "zmq_getsockopt: \(errorText())")
        return more != 0
    }

    /// The endpoint that the socket was last bound to, with the port that the system chose for port 0 or `*`.
    func lastEndpoint() throws(TransportError) -> String {
        var text = [UInt8](repeating: 0, count: 1024)
        var size = text.count
        guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &text, &size) == 0 else {
            throw .system(operation: "zmq_getsockopt", code: zmq_errno())
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Receives the next part of a message. Returns nil if none has arrived.
    func receivePart() -> ReceivedBytes? {
        let part = ReceivedBytes()
        while zmq_msg_recv(part.message, pointer, ZMQ_DONTWAIT) < 0 {
            if zmq_errno() == EAGAIN { return nil }
            precondition(zmq_errno() == EINTR, "zmq_msg_recv: \(errorText())")
        }
        return part
    }

    /// The content of a message, without the routing id that a router receives in front of it.
    struct Body {
        let header: ReceivedBytes
        var frame: ReceivedBytes?
        /// Whether the frame lies in shared memory.
        var isShared = false
    }

    /// Receives the parts of a message after the sender's routing id: a header, and perhaps a frame. Returns nil if
    /// there is no header, or if ``receiveFrame(after:_:)`` rejects the parts after the header.
    func receiveBody(_ memory: SharedMemory?) -> Body? {
        guard hasMoreParts, let header = receivePart() else { return nil }
        return receiveFrame(after: header, memory)
    }

    /// Receives the parts after a header, if there are any. A frame comes as one part, or as an empty part and a part
    /// with the frame's location in shared memory. If the parts are different or the location is wrong, drops the parts
    /// and returns nil.
    func receiveFrame(after header: ReceivedBytes, _ memory: SharedMemory?) -> Body? {
        guard hasMoreParts else { return Body(header: header) }
        let frame = receivePart()
        guard hasMoreParts else { return Body(header: header, frame: frame) }
        let location = receivePart()
        let isLast = !hasMoreParts
        while hasMoreParts, receivePart() != nil {}
        guard isLast, frame?.count == 0, let location, let (bytes, done) = memory?.borrow(location) else { return nil }
        return Body(header: header, frame: ReceivedBytes(borrowing: bytes, done: done), isShared: true)
    }

    /// The result of sending a header and its frame. `refused` and `cutShort` have libzmq's error number.
    enum BodyOutcome {
        case sent
        /// libzmq did not accept the header.
        case refused(Int32)
        /// libzmq accepted the header, but not the frame.
        case cutShort(Int32)
    }

    /// Sends a header and its frame, without waiting. If the frame lies in `memory`, which the peer shares, sends only
    /// the frame's location.
    func send(header: [UInt8], frame: SharedBytes?, _ memory: SharedMemory?) -> BodyOutcome {
        let refusal = OutgoingPart(copying: header).send(on: self, more: frame != nil)
        guard refusal == 0 else { return .refused(refusal) }
        guard let frame else { return .sent }
        guard let location = memory?.lend(frame) else {
            let error = OutgoingPart(referring: frame).send(on: self, more: false)
            return error == 0 ? .sent : .cutShort(error)
        }
        var error = OutgoingPart(copying: []).send(on: self, more: true)
        if error == 0 { error = OutgoingPart(copying: location).send(on: self, more: false) }
        if error != 0 { memory?.takeBack(frame) }
        return error == 0 ? .sent : .cutShort(error)
    }
}

/// libzmq's text for the last error on this thread.
func errorText() -> String {
    String(cString: zmq_strerror(zmq_errno()))
}
