import Networks

/// The times at which the parts of a micro-batch are done, counted from its start. A stub worker waits for these times
/// instead of computing.
public struct MicroBatchPace: Sendable, Hashable {
    /// Milliseconds from the start of the micro-batch: first the time when the metrics are computed, then for each
    /// bucket, from the last to the first, the time when its gradient is computed. The last time is that of the whole
    /// micro-batch. No time is less than the one before it.
    public let milliseconds: [Double]

    /// A pace with these times. Nil if there is no bucket, a time is less than the time before it, a time is not
    /// between 0 and an hour, or all times are 0.
    public init?(milliseconds: [Double]) {
        guard milliseconds.count > 1, milliseconds.last! > 0, milliseconds.allSatisfy({ (0...3_600_000).contains($0) }),
            zip(milliseconds, milliseconds.dropFirst()).allSatisfy(<=)
        else { return nil }
        self.milliseconds = milliseconds
    }

    /// Reads times with commas between them, as ``text`` writes them. Nil if the text is not such a list, or the times
    /// are not a pace.
    public init?(_ text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard !numbers.contains(nil) else { return nil }
        self.init(milliseconds: numbers.compactMap(\.self))
    }

    /// Why the pace does not fit a model with this layout; nil if it fits.
    package func mismatch(with layout: ParameterLayout) -> String? {
        buckets.count == layout.buckets.count
            ? nil : "the pace is of a model with \(buckets.count) buckets, and this one has \(layout.buckets.count)"
    }

    /// The times with commas between them.
    public var text: String { milliseconds.map { "\($0)" }.joined(separator: ",") }

    /// The time until the metrics are computed.
    var metrics: Duration { .milliseconds(milliseconds[0]) }
    /// The times until each bucket's gradient is computed, from the last bucket to the first.
    var buckets: [Duration] { milliseconds.dropFirst().map { .milliseconds($0) } }
}
