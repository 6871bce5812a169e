import CZeroMQ
import Glibc

/// One connection of a ``RouterSocket``, identified by the routing id that libzmq gave it. If a worker connects again,
/// that is another peer with another id.
public struct Peer: Sendable, Hashable {
    /// The id by which libzmq sends messages to this connection.
    public let routingID: [UInt8]

    /// The peer with this routing id.
    public init(routingID: [UInt8]) {
        self.routingID = routingID
    }
}

/// A message that a ``RouterSocket`` has received.
public struct Incoming: Sendable {
    /// The connection that the message came from.
    public let peer: Peer
    /// The protobuf header, which says what the message is.
    public let header: ReceivedBytes
    /// The bytes that follow the header, for instance a gradient; nil if there are none.
    public let frame: ReceivedBytes?
}

/// The coordinator's socket: many workers connect to it. One thread creates, uses and releases it, and releasing it
/// closes the socket. No call blocks.
public final class RouterSocket {
    let handle: SocketHandle
    private let connections: ConnectionGuard
    private let memory: SharedMemory?
    /// Peers that have sent a frame by shared memory, so that this socket can send them frames in the same way.
    private var sharers: Set<Peer> = []

    /// A socket that does not listen yet.
    ///
    /// - Parameter memory: the memory that this process shares with workers of this machine; nil if it shares none.
    public init(
        context: Context, settings: SocketSettings = SocketSettings(), memory: SharedMemory? = nil
    ) throws(TransportError) {
        self.memory = memory
        handle = try SocketHandle(ZMQ_ROUTER, in: context)
        try handle.apply(settings)
        try handle.set(ZMQ_ROUTER_MANDATORY, Int32(1))
        // The number of connections that may wait to be accepted while libzmq's thread is busy.
        try handle.set(ZMQ_BACKLOG, Int32(1024))
        connections = try ConnectionGuard(of: handle, joinTimeout: settings.joinTimeout, in: context)
    }

    deinit {
        connections.stop()
    }

    /// Listens at `endpoint`, see ``Endpoint``. Returns the endpoint, with the chosen port for port 0 or `*`.
    @discardableResult
    public func bind(_ endpoint: String) throws(TransportError) -> String {
        let parsed = try Endpoint(endpoint).resolvedForListening()
        try parsed.checkFileIsFree()
        try handle.set(ZMQ_IPV6, Int32(parsed.isIPv6 ? 1 : 0))
        guard zmq_bind(handle.pointer, parsed.description) == 0 else {
            switch zmq_errno() {
            case EADDRINUSE: throw .addressInUse(endpoint)
            case EACCES, EPERM: throw .notPermitted(endpoint)
            case EADDRNOTAVAIL, ENODEV: throw .noSuchAddress(endpoint)
            case ENOENT, ENOTDIR: throw .badEndpoint(endpoint, problem: "its folder does not exist")
            case EINVAL: throw .badEndpoint(endpoint, problem: "its host is neither a name nor an address")
            default: throw .system(operation: "listen at \(endpoint)", code: zmq_errno())
            }
        }
        return try handle.lastEndpoint()
    }

    /// Sends one message as a whole, or nothing.
    public func send(to peer: Peer, header: [UInt8], frame: SharedBytes? = nil) -> SendOutcome {
        // If libzmq accepts the routing id, it accepts the other parts, or drops them with the connection.
        switch OutgoingPart(copying: peer.routingID).send(on: handle, more: true) {
        case 0: break
        case EAGAIN: return .wouldBlock
        case EHOSTUNREACH:
            sharers.remove(peer)
            return .unreachable
        default: preconditionFailure("zmq_msg_send: \(errorText())")
        }
        guard case .sent = handle.send(header: header, frame: frame, sharers.contains(peer) ? memory : nil) else {
            preconditionFailure("zmq_msg_send: \(errorText())")
        }
        return .sent
    }

    /// Why connections have failed since the last call, a reason for each. For instance, the peer does not speak ZeroMQ
    /// or speaks an old version, was silent for ``SocketSettings/handshakeTimeout``, closed the connection, or did not
    /// join in time.
    public func refusedConnections() -> [String] { connections.takeRefusals() }

    /// Records that the sender of a message has joined. From now on its connection has no time limit. Other connections
    /// are closed after ``SocketSettings/joinTimeout``, or earlier if there are too many of them or if they send too
    /// much.
    ///
    /// - Returns: false if this process has too many connections. Then nothing is recorded.
    public func join(by message: Incoming) -> Bool { connections.join(message.peer, by: message.header) }

    /// Records that a peer has left.
    ///
    /// - Parameter hadSession: whether the peer had a session; false if the peer was refused. Then the time limit of
    ///   its connection stays as it was.
    public func leave(_ peer: Peer, hadSession: Bool) {
        connections.leave(peer, hadSession: hadSession)
    }

    /// The traffic of the connection of a peer; nil if the peer has not joined, or if its connection is closed or not
    /// over TCP.
    public func traffic(of peer: Peer) -> ConnectionTraffic? { connections.traffic(of: peer) }

    /// The next message that has arrived; nil if there is none. Throws ``TransportError/malformed(_:)`` for a message
    /// that is not one header and at most one frame, and for any message of a peer that has chosen its own routing id.
    public func receive() throws(TransportError) -> Incoming? {
        guard let identity = handle.receivePart() else { return nil }
        let peer = Peer(routingID: identity.withUnsafeBytes { [UInt8]($0.prefix(RouterSocket.longestName)) })
        guard let body = handle.receiveBody(memory), RouterSocket.isNameOfOurs(identity) else { throw .malformed(peer) }
        if body.isShared { sharers.insert(peer) }
        return Incoming(peer: peer, header: body.header, frame: body.frame)
    }

    /// The maximum number of bytes to keep of a routing id that a peer has chosen. Such an id may have megabytes.
    private static let longestName = 16

    /// Whether libzmq has chosen the routing id: such an id has five bytes, the first of which is zero. A peer that
    /// speaks version 1 of ZeroMQ's protocol chooses its own id. libzmq also mistakes random bytes from a peer for a
    /// message of that version.
    private static func isNameOfOurs(_ identity: ReceivedBytes) -> Bool {
        identity.withUnsafeBytes { $0.count == 5 && $0[0] == 0 }
    }
}
