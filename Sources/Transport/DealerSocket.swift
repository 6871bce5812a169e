import CZeroMQ
import Glibc

/// A message that a ``DealerSocket`` has received.
public struct Reply: Sendable {
    /// The protobuf header, which says what the message is.
    public let header: ReceivedBytes
    /// The bytes that follow the header, for instance weights or samples; nil if there are none.
    public let frame: ReceivedBytes?
}

/// A worker's socket: one connection to one coordinator. It never reconnects by itself; after a lost connection, a new
/// socket is needed. One thread creates, uses and releases it, and releasing it closes the socket. No call blocks,
/// except that ``connect(_:)`` waits until a host's name is looked up.
public final class DealerSocket {
    let handle: SocketHandle
    let monitor: ConnectionMonitor
    private let memory: SharedMemory?
    private var state = State.connecting

    private enum State {
        case connecting, connected, over
    }

    /// The time in milliseconds after which libzmq would reconnect: eleven days, so never in practice. Without
    /// reconnection (ZMQ_RECONNECT_IVL −1 or ZMQ_IMMEDIATE) libzmq drops unread messages when a connection ends, and
    /// the coordinator's last message would be lost. ``send(header:frame:)`` gives libzmq nothing before the connection
    /// is established or after it has ended.
    private static let never: Int32 = 1_000_000_000

    /// A socket that is not connected yet.
    ///
    /// - Parameter memory: the memory that this process shares with the coordinator; nil if it shares none.
    public init(
        context: Context, settings: SocketSettings = SocketSettings(), memory: SharedMemory? = nil
    ) throws(TransportError) {
        self.memory = memory
        handle = try SocketHandle(ZMQ_DEALER, in: context)
        try handle.apply(settings)
        try handle.set(ZMQ_RECONNECT_IVL, DealerSocket.never)
        try handle.set(ZMQ_CONNECT_TIMEOUT, settings.connectTimeout.milliseconds)
        monitor = try ConnectionMonitor(of: handle, in: context)
    }

    /// Starts to connect to `endpoint`, see ``Endpoint``. Later ``events()`` reports the result. Call this function
    /// only once.
    public func connect(_ endpoint: String) throws(TransportError) {
        let parsed = try Endpoint(endpoint).resolved()
        try handle.set(ZMQ_IPV6, Int32(parsed.isIPv6 ? 1 : 0))
        guard zmq_connect(handle.pointer, parsed.description) == 0 else {
            if zmq_errno() == EINVAL { throw .badEndpoint(endpoint, problem: "libzmq cannot read it") }
            throw .system(operation: "connect to \(endpoint)", code: zmq_errno())
        }
    }

    /// Sends one complete message, or nothing. Returns ``SendOutcome/wouldBlock`` until ``events()`` has reported that
    /// the connection is established, and ``SendOutcome/unreachable`` after ``events()`` has reported that the
    /// connection has ended.
    public func send(header: [UInt8], frame: SharedBytes? = nil) -> SendOutcome {
        switch state {
        case .connecting: return .wouldBlock
        case .connected: break
        case .over: return .unreachable
        }
        switch handle.send(header: header, frame: frame, memory) {
        case .sent: return .sent
        case .refused(EAGAIN): return .wouldBlock
        // The connection ended after the first part of the message was sent. libzmq has dropped that part.
        case .cutShort(EAGAIN): return .unreachable
        case .refused, .cutShort: preconditionFailure("zmq_msg_send: \(errorText())")
        }
    }

    /// The next message that has arrived; nil if there is none. Throws ``TransportError/malformed(_:)`` for a message
    /// that is not one header and at most one frame.
    public func receive() throws(TransportError) -> Reply? {
        guard let header = handle.receivePart() else { return nil }
        guard let body = handle.receiveFrame(after: header, memory) else { throw .malformed(nil) }
        return Reply(header: body.header, frame: body.frame)
    }

    /// The traffic of the connection; nil if there is no connection, or if it is not over TCP.
    public var traffic: ConnectionTraffic? { monitor.connection?.traffic }

    /// The events of the connection since the last call. Messages that the coordinator sent before it closed the
    /// connection can still be received after ``ConnectionEvent/lost``.
    public func events() -> [ConnectionEvent] {
        let events = monitor.events()
        switch events.last {
        case .connected: state = .connected
        case .failed, .lost: state = .over
        case nil: break
        }
        return events
    }
}
