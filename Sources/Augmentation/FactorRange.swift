public import Options

/// The range of a factor that a transform draws at random. In a configuration it is a pair of numbers, or one number r
/// for the range 1 − r … 1 + r.
public struct FactorRange: Hashable, Sendable {
    /// The least factor.
    public let low: Double
    /// The largest factor.
    public let high: Double

    /// A range; `low` is at most `high`.
    public init(_ low: Double, _ high: Double) {
        precondition(low <= high, "a range from \(low) to \(high)")
        self.low = low
        self.high = high
    }

    var range: ClosedRange<Double> { low...high }
}

extension FactorRange: SettingValue {
    /// Reads one number r for the factors 1 − r … 1 + r, such as `0.2`, or the least and the largest factor, such as
    /// `[0.8, 1.2]`.
    public init(reading node: SettingNode) throws(Misfit) {
        if case .list(let ends) = node.content {
            guard ends.count == 2 else { throw Misfit(node) }
            let (low, high) = (try Double(reading: ends[0]), try Double(reading: ends[1]))
            guard !(low > high) else {
                throw Misfit(node, problem: "has the larger factor first: write [\(high), \(low)]")
            }
            guard low <= high else { throw Misfit(node) }
            self.init(low, high)
        } else {
            let reach = try Double(reading: node)
            guard reach >= 0, reach.isFinite else { throw Misfit(node) }
            self.init(1 - reach, 1 + reach)
        }
    }

    /// The least and the largest factor as a YAML sequence, as ``init(reading:)`` reads it.
    public var node: SettingNode { SettingNode(.list([low.node, high.node])) }
}

extension Rule where Value == FactorRange {
    /// The rule for a setting that is a ``FactorRange`` whose factors must lie in `range`.
    static func factors(_ range: ClosedRange<Double>) -> Rule {
        let reach = min(1 - range.lowerBound, range.upperBound - 1)
        return Rule(
            expectation: "a pair of factors from \(range.lowerBound) to \(range.upperBound) like [0.8, 1.2], "
                + "or one number from 0.0 to \(reach) like 0.2 for that pair"
        ) { range.contains($0.low) && range.contains($0.high) }
    }
}
