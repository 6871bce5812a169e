/// The limits of a socket: for the sizes of messages and queues, and for waiting.
public struct SocketSettings: Sendable, Hashable {
    /// The largest header or frame in bytes. If a peer sends a larger header or frame, libzmq closes the connection.
    public var largestFrame: Int
    /// The most messages that may wait to be sent to one peer. While so many wait, sending returns
    /// ``SendOutcome/wouldBlock``.
    public var sendLimit: Int
    /// The most received messages of one peer that may wait to be read. While so many wait, nothing more is received
    /// from this peer.
    public var receiveLimit: Int
    /// How long a closed socket still tries to send its queue.
    public var linger: Duration
    /// The most time for the ZeroMQ handshake of a new connection.
    public var handshakeTimeout: Duration
    /// The longest time from the start of a connection until its peer joins, see ``RouterSocket/join(by:)``. It is
    /// longer than the 10 s that a worker waits for the answer to its hello, so that such a worker gives up by itself
    /// before its connection is closed.
    public var joinTimeout: Duration
    /// The most time for a worker's TCP connection to be established.
    public var connectTimeout: Duration

    /// A value for ``largestFrame`` that has room for every bucket of weights or gradients, and for every header. A
    /// bucket has at most 4 MiB between processes of one machine, and less over a network. A header has at most 64 KiB.
    public static let largestBucketFrame = 4 * 1024 * 1024 + 64 * 1024

    /// Settings with these values.
    public init(
        largestFrame: Int = SocketSettings.largestBucketFrame, sendLimit: Int = 64, receiveLimit: Int = 64,
        linger: Duration = .seconds(1), handshakeTimeout: Duration = .seconds(10),
        joinTimeout: Duration = .seconds(15), connectTimeout: Duration = .seconds(5)
    ) {
        self.largestFrame = largestFrame
        self.sendLimit = sendLimit
        self.receiveLimit = receiveLimit
        self.linger = linger
        self.handshakeTimeout = handshakeTimeout
        self.joinTimeout = joinTimeout
        self.connectTimeout = connectTimeout
    }
}

extension Duration {
    /// The duration in milliseconds, as libzmq's options take it: a whole number, rounded up, from 0 to 1,000,000,000.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds) * 1000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
