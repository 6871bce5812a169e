/// The sums of some metrics over some samples. The job of the run decides which metrics these are, and their
/// order. For validation samples, the counts of classes follow after the sums.
public struct MetricSums: Sendable, Hashable {
    /// Σ over the samples, metric by metric; then the numbers of ``ClassCounts``, if classes are counted.
    public var values: [Double]
    /// How many samples.
    public var samples: Int

    /// Makes sums.
    public init(values: [Double], samples: Int) {
        self.values = values
        self.samples = samples
    }

    /// The sums of no samples, for as many metrics and counts.
    public init(zeros count: Int) {
        self.init(values: Array(repeating: 0, count: count), samples: 0)
    }

    /// Whether all sums are finite. They are not when training diverges.
    public var isFinite: Bool { values.allSatisfy(\.isFinite) }

    /// A digest of the bits of the sums.
    public var digest: UInt64 { values.reduce(0) { $0 &* 31 &+ $1.bitPattern } }

    /// Whether both have the same bits. A NaN with the same bits is equal.
    public func isIdentical(to other: MetricSums) -> Bool {
        samples == other.samples && values.elementsEqual(other.values) { $0.bitPattern == $1.bitPattern }
    }

    /// Whether these values can be sums of `metrics` and counts of `classes` classes: the number of values is right,
    /// the sum of a share is a whole number of at most `samples`, and the counts agree with each other.
    public func fit(_ metrics: [Metric], classes: Int = 0) -> Bool {
        values.count == metrics.count + ClassCounts.length(classes: classes)
            && zip(metrics, values).allSatisfy { metric, value in
                !metric.isShare || value >= 0 && value <= Double(samples) && value == value.rounded()
            }
            && (values.count == metrics.count || ClassCounts(of: self, behind: metrics.count).fit(samples: samples))
    }

    /// The sums over the samples of both, which are of the same metrics.
    public static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        precondition(left.values.count == right.values.count, "sums of other metrics")
        return MetricSums(values: zip(left.values, right.values).map { $0 + $1 }, samples: left.samples + right.samples)
    }
}
