/// The traffic of a session's connection, as the transport counts it. It includes the parts of messages that have not
/// arrived completely.
public struct LinkTraffic: Sendable, Hashable {
    /// Bytes that have arrived from the worker.
    public var received: Int
    /// Bytes that have reached the worker.
    public var sent: Int
    /// The time when the last bytes arrived from the worker.
    public var lastReceived: Duration

    /// Traffic with these values.
    public init(received: Int, sent: Int, lastReceived: Duration) {
        self.received = received
        self.sent = sent
        self.lastReceived = lastReceived
    }
}

/// The traffic of a session's link, from its first measurement to its last.
struct SessionLink: Sendable {
    /// The smallest number of bytes that counts as progress when they have reached the worker. Beats are sent over the
    /// same link, but those of a minute have far fewer bytes, so they do not look like progress.
    private static let leastPart = 64 * 1024

    private let first: LinkTraffic
    private let since: Duration
    private var last: LinkTraffic
    private var now: Duration
    /// The number of bytes that had reached the worker when progress was last found.
    private var sentAtProgress: Int

    init(_ traffic: LinkTraffic, at now: Duration) {
        first = traffic
        last = traffic
        since = now
        self.now = now
        sentAtProgress = traffic.sent
    }

    /// Takes the latest traffic. Returns whether the sending of weights has made progress: whether at least
    /// `largestBucket` bytes, the size of the largest bucket of the weights, and at least ``leastPart`` have reached
    /// the worker since the last progress.
    mutating func take(_ traffic: LinkTraffic, largestBucket: Int, at now: Duration) -> Bool {
        last = traffic
        self.now = now
        guard traffic.sent - sentAtProgress >= max(largestBucket, SessionLink.leastPart) else { return false }
        sentAtProgress = traffic.sent
        return true
    }

    /// The mean rates of the link in both directions, as a text for people.
    var description: String {
        let seconds = max((now - since) / .seconds(1), 0.001)
        func rate(_ bytes: Int) -> String {
            let kilobytes = Double(bytes) / seconds / 1000
            return kilobytes < 10 ? "\((kilobytes * 10).rounded() / 10)" : "\(Int(kilobytes.rounded()))"
        }
        return "its link carried \(rate(last.sent - first.sent)) kB/s to it and "
            + "\(rate(last.received - first.received)) kB/s from it"
    }
}
