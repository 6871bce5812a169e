/// The bounds of a socket's memory and patience.
public struct SocketSettings: Sendable, Hashable {
    /// Bytes of the largest header or frame that is taken; a peer that sends a larger one loses its connection.
    public var largestFrame: Int
    /// Messages that wait to be sent to one peer before a send answers ``SendOutcome/wouldBlock``.
    public var sendLimit: Int
    /// Messages of one peer that wait to be received before its connection is read no further.
    public var receiveLimit: Int
    /// How long a closed socket still tries to send what waits.
    public var linger: Duration
    /// How long a new connection may take to say that it speaks ZeroMQ.
    public var handshakeTimeout: Duration
    /// How long a connection may be there before its peer joins, see ``RouterSocket/join(by:)``: longer than a worker waits
    /// for an answer.
    public var joinTimeout: Duration
    /// How long a host may take to answer a worker's call.
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
    /// Whole milliseconds, rounded up and at most what libzmq takes.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds) * 1000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
