/// The limits of a socket's memory and timeouts.
public struct SocketSettings: Sendable, Hashable {
    /// The largest header or frame in bytes. The connection of a peer that sends a larger one is closed.
    public var largestFrame: Int
    /// The most messages in the queue to one peer; beyond it, sending returns ``SendOutcome/wouldBlock``.
    public var sendLimit: Int
    /// The most unread messages of one peer; beyond it, its connection is not read.
    public var receiveLimit: Int
    /// How long a closed socket still tries to send its queue.
    public var linger: Duration
    /// The most time for the ZeroMQ handshake of a new connection.
    public var handshakeTimeout: Duration
    /// The longest time from the start of a connection until its peer joins, see ``RouterSocket/join(by:)``. It is
    /// longer than the time that a worker waits for an answer.
    public var joinTimeout: Duration
    /// The most time for a worker's TCP connection to be established.
    public var connectTimeout: Duration

    /// The largest frame of weights or gradients, 4 MiB, and room for a header.
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
    /// Whole milliseconds, rounded up and limited to the range of libzmq.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds) * 1000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
