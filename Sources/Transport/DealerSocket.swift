import CZeroMQ
import Glibc

/// A message that came to a ``DealerSocket``.
public struct Reply: Sendable {
    /// The protobuf header.
    public let header: ReceivedBytes
    /// The raw frame after it.
    public let frame: ReceivedBytes?
}

/// A worker's socket: one connection to one coordinator, never renewed silently; a lost one needs a new socket. One
/// thread uses it from its creation to its end, which closes it. No call waits, but for the look-up of a host's name.
public final class DealerSocket {
    let handle: SocketHandle
    let monitor: ConnectionMonitor
    private let memory: SharedMemory?
    private var state = State.connecting

    private enum State {
        case connecting, connected, over
    }

    /// libzmq drops what was received and not yet read when it gives a connection up at once (ZMQ_RECONNECT_IVL −1) or
    /// queues for live ones alone (ZMQ_IMMEDIATE): the coordinator's goodbye would be lost. So it is told to try again
    /// in eleven days, and this class looks after the rest: nothing is sent before the connection or after it.
    private static let never: Int32 = 1_000_000_000

    /// A socket that is not connected yet.
    ///
    /// - Parameter memory: what it shares with the coordinator.
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

    /// Begins to connect to `endpoint`, see ``Endpoint``; ``events()`` tells how it went. Once only.
    public func connect(_ endpoint: String) throws(TransportError) {
        let parsed = try Endpoint(endpoint).resolved()
        try handle.set(ZMQ_IPV6, Int32(parsed.isIPv6 ? 1 : 0))
        guard zmq_connect(handle.pointer, parsed.description) == 0 else {
            if zmq_errno() == EINVAL { throw .badEndpoint(endpoint, problem: "libzmq cannot read it") }
            throw .system(operation: "connect to \(endpoint)", code: zmq_errno())
        }
    }

    /// Sends one message, the whole of it or nothing. Until ``events()`` has told of the connection this is
    /// ``SendOutcome/wouldBlock``, and ``SendOutcome/unreachable`` once it has told of its end.
    public func send(header: [UInt8], frame: SharedBytes? = nil) -> SendOutcome {
        switch state {
        case .connecting: return .wouldBlock
        case .connected: break
        case .over: return .unreachable
        }
        switch handle.send(header: header, frame: frame, memory) {
        case .sent: return .sent
        case .refused(EAGAIN): return .wouldBlock
        // The connection ended between the parts, and libzmq has dropped the first.
        case .cutShort(EAGAIN): return .unreachable
        case .refused, .cutShort: preconditionFailure("zmq_msg_send: \(errorText())")
        }
    }

    /// The next message, nil if none is there. Throws ``TransportError/malformed(_:)`` after a message of other parts.
    public func receive() throws(TransportError) -> Reply? {
        guard let header = handle.receivePart() else { return nil }
        guard let body = handle.receiveFrame(after: header, memory) else { throw .malformed(nil) }
        return Reply(header: body.header, frame: body.frame)
    }

    /// What has gone through the connection, over TCP.
    public var traffic: ConnectionTraffic? { monitor.connection?.traffic }

    /// What happened to the connection since the last call. What the coordinator sent before it closed can still be
    /// received after ``ConnectionEvent/lost``.
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
