/// The traffic of a session's connection, as the transport counts it. It includes the parts of messages that have not
/// arrived completely.
public struct LinkTraffic: Sendable, Hashable {
    /// Bytes that have arrived from the worker.
    public var received: Int
    /// Bytes that have reached the worker.
    public var sent: Int
    /// When the last bytes arrived.
    public var lastReceived: Duration

    /// Traffic with these values.
    public init(received: Int, sent: Int, lastReceived: Duration) {
        self.received = received
        self.sent = sent
        self.lastReceived = lastReceived
    }
}

/// The traffic of a session's link over time.
struct SessionLink: Sendable {
    /// The smallest number of sent bytes that counts as progress of the weights. Beats are sent too, but those of a
    /// minute have far fewer bytes.
    private static let leastPart = 64 * 1024

    private let first: LinkTraffic
    private let since: Duration
    private var last: LinkTraffic
    private var now: Duration
    /// Bytes that had reached the worker at its last progress.
    private var sentAtProgress: Int

    init(_ traffic: LinkTraffic, at now: Duration) {
        first = traffic
        last = traffic
        since = now
        self.now = now
        sentAtProgress = traffic.sent
    }

    /// Takes the latest traffic. Returns whether another part of the weights has arrived. `largestBucket` is the size
    /// of their largest bucket in bytes.
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
