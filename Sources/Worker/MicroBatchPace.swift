import Networks

/// When the parts of a micro-batch are done, counted from its start: what a stub worker waits for instead of computing.
public struct MicroBatchPace: Sendable, Hashable {
    /// Milliseconds until the metrics are there, and then until each bucket's gradient is, from the last bucket to the
    /// first: the whole micro-batch is done with that. They do not descend.
    public let milliseconds: [Double]

    /// A pace with these times; nil if there are no buckets, or the times descend, are not between 0 and
    /// an hour, or all are 0.
    public init?(milliseconds: [Double]) {
        guard milliseconds.count > 1, milliseconds.last! > 0, milliseconds.allSatisfy({ (0...3_600_000).contains($0) }),
            zip(milliseconds, milliseconds.dropFirst()).allSatisfy(<=)
        else { return nil }
        self.milliseconds = milliseconds
    }

    /// Reads what ``text`` writes.
    public init?(_ text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard !numbers.contains(nil) else { return nil }
        self.init(milliseconds: numbers.compactMap(\.self))
    }

    /// Why it is not of a model with this layout; nil if it may be.
    package func mismatch(with layout: ParameterLayout) -> String? {
        buckets.count == layout.buckets.count
            ? nil : "the pace is of a model with \(buckets.count) buckets, and this one has \(layout.buckets.count)"
    }

    /// The times with commas between them.
    public var text: String { milliseconds.map { "\($0)" }.joined(separator: ",") }

    /// Until the metrics are there.
    var metrics: Duration { .milliseconds(milliseconds[0]) }
    /// Until each bucket's gradient is there, from the last bucket to the first.
    var buckets: [Duration] { milliseconds.dropFirst().map { .milliseconds($0) } }
}
