/// The sums of some metrics over some samples. The run's job decides which metrics they are, and in which order.
public struct MetricSums: Sendable, Hashable {
    /// Σ over the samples, metric by metric.
    public var values: [Double]
    /// How many samples.
    public var samples: Int

    /// Makes sums.
    public init(values: [Double], samples: Int) {
        self.values = values
        self.samples = samples
    }

    /// The sums of no samples, for as many metrics.
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

    /// Whether they can be sums of these metrics: there is one for each, and the sum of a share is at most the number
    /// of samples.
    public func fit(_ metrics: [Metric]) -> Bool {
        values.count == metrics.count
            && zip(metrics, values).allSatisfy { metric, value in
                !metric.isShare || value >= 0 && value <= Double(samples) && value == value.rounded()
            }
    }

    /// The sums over the samples of both, which are of the same metrics.
    public static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        precondition(left.values.count == right.values.count, "sums of other metrics")
        return MetricSums(values: zip(left.values, right.values).map { $0 + $1 }, samples: left.samples + right.samples)
    }
}
