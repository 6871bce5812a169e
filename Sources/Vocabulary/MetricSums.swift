/// The sums of some metrics over some samples. The run's job decides which metrics these are, and their order. For
/// validation samples, the values of ``ClassCounts`` may follow after the sums.
public struct MetricSums: Sendable, Hashable {
    /// First the sum of each metric over the samples. If classes are counted, the values of ``ClassCounts`` follow.
    public var values: [Double]
    /// The number of samples that the sums are over.
    public var samples: Int

    /// The sums with these values, over this many samples.
    public init(values: [Double], samples: Int) {
        self.values = values
        self.samples = samples
    }

    /// The sums over no samples: `count` zeros, for the metrics and the counts of classes together.
    public init(zeros count: Int) {
        self.init(values: Array(repeating: 0, count: count), samples: 0)
    }

    /// Whether all sums are finite. When training diverges, some are not.
    public var isFinite: Bool { values.allSatisfy(\.isFinite) }

    /// A digest of the bits of the sums. If a worker's sums are not finite, another worker computes the same sums, and
    /// the coordinator compares both digests.
    public var digest: UInt64 { values.reduce(0) { $0 &* 31 &+ $1.bitPattern } }

    /// Whether these sums and `other` have the same bits. So, unlike with `==`, a NaN is equal to a NaN with the same
    /// bits.
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

    /// The sums over the samples of both operands together. Both operands must have the same metrics.
    public static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        precondition(left.values.count == right.values.count, "sums of other metrics")
        return MetricSums(values: zip(left.values, right.values).map { $0 + $1 }, samples: left.samples + right.samples)
    }
}
