import CZeroMQ
import Glibc

/// One connection of a ``RouterSocket``, by the routing id that libzmq gave it; a new connection has a new one.
public struct Peer: Sendable, Hashable {
    /// The routing id.
    public let routingID: [UInt8]

    /// The peer with this routing id.
    public init(routingID: [UInt8]) {
        self.routingID = routingID
    }
}

/// A message that came to a ``RouterSocket``.
public struct Incoming: Sendable {
    /// Whose it is.
    public let peer: Peer
    /// The protobuf header.
    public let header: ReceivedBytes
    /// The raw frame after it.
    public let frame: ReceivedBytes?
}

/// The coordinator's socket: many workers connect to it. One thread uses it from its creation to its end, which closes
/// it. No call waits.
public final class RouterSocket {
    let handle: SocketHandle
    private let connections: ConnectionGuard
    private let memory: SharedMemory?
    /// Those who have told of a frame in shared memory, and so can be told of one.
    private var sharers: Set<Peer> = []

    /// A socket that listens nowhere yet.
    ///
    /// - Parameter memory: what it shares with workers of this machine.
    public init(
        context: Context, settings: SocketSettings = SocketSettings(), memory: SharedMemory? = nil
    ) throws(TransportError) {
        self.memory = memory
        handle = try SocketHandle(ZMQ_ROUTER, in: context)
        try handle.apply(settings)
        try handle.set(ZMQ_ROUTER_MANDATORY, Int32(1))
        // As many as may come at once while libzmq's thread is busy.
        try handle.set(ZMQ_BACKLOG, Int32(1024))
        connections = try ConnectionGuard(of: handle, joinTimeout: settings.joinTimeout, in: context)
    }

    deinit {
        connections.stop()
    }

    /// Listens at `endpoint`, see ``Endpoint``. Returns the endpoint with the port that was found for port 0 or `*`.
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

    /// Sends one message, the whole of it or nothing.
    public func send(to peer: Peer, header: [UInt8], frame: SharedBytes? = nil) -> SendOutcome {
        // The routing id decides: once it is taken, the other parts follow or are dropped with the connection.
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

    /// Why connections since the last call came to nothing: whoever made them does not speak ZeroMQ, or an old version of
    /// it, said nothing for ``SocketSettings/handshakeTimeout``, hung up, or was cut off since it had not joined. A reason a
    /// connection.
    public func refusedConnections() -> [String] { connections.takeRefusals() }

    /// Takes note that the sender of a message takes part from now on: its connection stays for as long as it likes. Others
    /// are closed after ``SocketSettings/joinTimeout``, and earlier if they are many or send much.
    ///
    /// - Returns: false if this process has no room for another connection.
    public func join(by message: Incoming) -> Bool { connections.join(message.peer, by: message.header) }

    /// Takes note that a peer takes part no longer.
    ///
    /// - Parameter hadSession: whether it has taken part; false if it was refused, which gives its connection no more
    ///   time than it had.
    public func leave(_ peer: Peer, hadSession: Bool) {
        connections.leave(peer, hadSession: hadSession)
    }

    /// What has gone through the connection of a peer that has joined, over TCP.
    public func traffic(of peer: Peer) -> ConnectionTraffic? { connections.traffic(of: peer) }

    /// The next message, nil if none is there. Throws ``TransportError/malformed(_:)`` after a message of other parts, or
    /// of a peer that has named itself: with what goes for its name.
    public func receive() throws(TransportError) -> Incoming? {
        guard let identity = handle.receivePart() else { return nil }
        let peer = Peer(routingID: identity.withUnsafeBytes { [UInt8]($0.prefix(RouterSocket.longestName)) })
        guard let body = handle.receiveBody(memory), RouterSocket.isNameOfOurs(identity) else { throw .malformed(peer) }
        if body.isShared { sharers.insert(peer) }
        return Incoming(peer: peer, header: body.header, frame: body.frame)
    }

    /// How much of a name that a peer has given itself is kept; it may have megabytes.
    private static let longestName = 16

    /// libzmq names a connection by five bytes of which the first is zero. Random bytes are version 1 of its protocol
    /// to it, in which whatever comes first is a name.
    private static func isNameOfOurs(_ identity: ReceivedBytes) -> Bool {
        identity.withUnsafeBytes { $0.count == 5 && $0[0] == 0 }
    }
}
