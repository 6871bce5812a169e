import Foundation

/// Round numbers for the labels of an axis.
///
/// The distance between the ticks of a linear axis is 1, 2, 2.5 or 5 times a power of ten: the smallest such distance
/// that gives at most the requested number of intervals. If this distance gives fewer than two ticks, ever smaller
/// distances are tried until one gives at least two.
///
/// Source: matplotlib's `MaxNLocator` with `steps=[1, 2, 2.5, 5, 10]`.
enum NiceTicks {
    private static let factors = [1, 2, 2.5, 5]

    /// The distance between neighbouring ticks of an axis with this domain. With `isWhole`, the distance is a whole
    /// number.
    static func step(of domain: ClosedRange<Double>, intervals: Int, isWhole: Bool) -> Double {
        let raw = (domain.upperBound - domain.lowerBound) / Double(intervals)
        let exponent = Int(log10(raw).rounded(.down))
        var steps = (exponent - 1...exponent + 1).flatMap { power in
            factors.map { $0 * pow(10, Double(power)) }
        }
        if isWhole { steps = steps.filter { $0 >= 1 && abs($0 - $0.rounded()) < 1e-9 } }
        guard let index = steps.firstIndex(where: { $0 >= raw * (1 - 1e-10) }) else { return max(raw, 1) }
        let fitting = steps[...index].last { multiples(of: $0, in: domain).count >= 2 }
        return fitting ?? steps[0]
    }

    /// The multiples of a step in a domain: the values that get ticks. Empty if there are more than 1000 of them.
    static func multiples(of step: Double, in domain: ClosedRange<Double>) -> [Double] {
        let first = (domain.lowerBound / step - 1e-9).rounded(.up)
        let last = (domain.upperBound / step + 1e-9).rounded(.down)
        guard first <= last, last - first < 1000 else { return [] }
        return (0...Int(last - first)).map { (first + Double($0)) * step + 0 }
    }

    /// The ticks of a logarithmic axis. They are the first of these sets of values that has, within the domain, at
    /// least two and at most `intervals` + 1 values:
    /// 1. the powers of ten, and 2 and 5 times each power;
    /// 2. the powers of ten, and 3 times each power;
    /// 3. the powers of ten;
    /// 4. every second power of ten, or else every third, and so on.
    ///
    /// If none of the first three sets fits and fewer than two powers of ten lie in the domain, the ticks are those of
    /// a linear axis.
    static func logarithmic(in domain: ClosedRange<Double>, intervals: Int) -> [Tick] {
        let first = Int(log10(domain.lowerBound).rounded(.down))
        let last = Int(log10(domain.upperBound).rounded(.up))
        let inside = domain.lowerBound * (1 - 1e-9)...domain.upperBound * (1 + 1e-9)
        for factors in [[1, 2, 5], [1, 3], [1]] {
            let values = (first...last).flatMap { power in factors.map { Double($0) * pow(10, Double(power)) } }
                .filter(inside.contains)
            if values.count >= 2, values.count <= intervals + 1 {
                return ticks(values)
            }
        }
        let powers = (first...last).map { pow(10, Double($0)) }.filter(inside.contains)
        guard powers.count >= 2 else {
            let step = step(of: domain, intervals: intervals, isWhole: false)
            return multiples(of: step, in: domain).map { Tick($0, TickFormat.number.label(of: $0, step: step)) }
        }
        let stride = (powers.count + intervals) / (intervals + 1)
        return ticks(powers.indices.filter { $0 % stride == 0 }.map { powers[$0] })
    }

    /// Ticks with labels in the same notation: if the lowest value needs an exponent, all values below 1 have one.
    private static func ticks(_ values: [Double]) -> [Tick] {
        let hasExponents = (values.first ?? 1) < TickFormat.lowestPlain
        return values.map { Tick($0, hasExponents && $0 < 1 ? TickFormat.scientific($0) : TickFormat.plain($0)) }
    }
}

/// How values of an axis are written.
public enum TickFormat: Hashable, Sendable {
    /// Values as they are, for instance 0.5.
    case number
    /// Values as percentages: 0.5 is written 50%.
    case percent

    /// The label of a tick at `value`. `step` is the distance between ticks; the label has as many decimals as `step`
    /// needs.
    func label(of value: Double, step: Double) -> String {
        switch self {
        case .number: TickFormat.text(value, step: step)
        case .percent: TickFormat.text(value * 100, step: step * 100) + "%"
        }
    }

    private static func text(_ value: Double, step: Double) -> String {
        let decimals = (0...6).first { places in
            let scaled = step * pow(10, Double(places))
            return abs(scaled - scaled.rounded()) < 1e-6 * scaled
        }
        guard let decimals, abs(value) < 1e9 else { return plain(value) }
        return grouped(String(format: "%.\(decimals)f", value == 0 ? 0 : value))
    }

    /// A number with at most six significant digits, or in ``scientific(_:)`` form if it is very small or large: 0.001,
    /// 20, 5e-5.
    static func plain(_ value: Double) -> String {
        value != 0 && (abs(value) < lowestPlain || abs(value) >= 1e7)
            ? scientific(value) : grouped(String(format: abs(value) < 999_999.5 ? "%.6g" : "%.0f", value))
    }

    /// The lowest positive number that is written without an exponent.
    static let lowestPlain = 0.001

    /// A number with an exponent and at most three significant digits.
    static func scientific(_ value: Double) -> String {
        let parts = String(format: "%.2e", value).split(separator: "e")
        let digits = Double(parts[0]).map { String(format: "%g", $0) } ?? String(parts[0])
        return "\(digits)e\(Int(parts[1]) ?? 0)"
    }

    /// A number with a comma after the thousands, millions and so on: 1,234,567.
    public static func count(_ value: Int) -> String { grouped("\(value)") }

    private static func grouped(_ text: String) -> String {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        var whole = Array(parts[0].dropFirst(sign.count))
        for place in stride(from: whole.count - 3, to: 0, by: -3) { whole.insert(",", at: place) }
        return sign + String(whole) + (parts.count > 1 ? "." + parts[1] : "")
    }
}
