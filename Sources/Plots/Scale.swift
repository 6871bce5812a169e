import Foundation

/// The scale of an axis: it gives each value a place.
public protocol Scale: Sendable {
    /// The place of a value, in pixels; not finite if the scale has no place for the value, for instance for zero on a
    /// logarithmic scale.
    func position(_ value: Double) -> Double
    /// The values with a label, from the lowest on.
    var ticks: [Tick] { get }
}

/// A value of an axis that has a label.
public struct Tick: Hashable, Sendable {
    /// The value of the axis that the tick stands at.
    public let value: Double
    /// The text of the label.
    public let label: String

    /// A tick at a value, with its label.
    public init(_ value: Double, _ label: String) {
        self.value = value
        self.label = label
    }
}

/// A scale on which equal differences are equally long.
public struct LinearScale: Scale {
    /// The lowest and the highest value of the scale.
    public let domain: ClosedRange<Double>
    /// The values with a label, from the lowest on.
    public let ticks: [Tick]
    private let start: Double
    private let end: Double

    /// A scale whose lowest value is at `start` and whose highest value is at `end`, in pixels. A domain of one value
    /// is widened.
    ///
    /// - Parameters:
    ///   - ticks: the most intervals between ticks that the scale should have.
    ///   - isWhole: whether only whole numbers have ticks.
    public init(
        _ domain: ClosedRange<Double>, from start: Double, to end: Double, ticks: Int, isWhole: Bool = false,
        format: TickFormat = .number
    ) {
        let domain =
            domain.lowerBound < domain.upperBound
            ? domain : domain.lowerBound - 0.5...domain.upperBound + 0.5
        self.domain = domain
        self.start = start
        self.end = end
        let step = NiceTicks.step(of: domain, intervals: max(ticks, 1), isWhole: isWhole)
        self.ticks = NiceTicks.multiples(of: step, in: domain).map { Tick($0, format.label(of: $0, step: step)) }
    }

    /// The place of a value, also of one outside of the domain.
    public func position(_ value: Double) -> Double {
        start + (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound) * (end - start)
    }
}

/// A scale on which equal ratios are equally long.
public struct LogScale: Scale {
    /// The lowest and the highest value of the scale, both above zero.
    public let domain: ClosedRange<Double>
    /// The values with a label, from the lowest on.
    public let ticks: [Tick]
    private let start: Double
    private let end: Double

    /// A scale whose lowest value is at `start` and whose highest value is at `end`, in pixels. A domain of one value
    /// is widened.
    ///
    /// - Parameter ticks: the most intervals between ticks that the scale should have.
    public init(_ domain: ClosedRange<Double>, from start: Double, to end: Double, ticks: Int) {
        precondition(domain.lowerBound > 0, "a logarithmic scale from \(domain.lowerBound)")
        let domain =
            domain.lowerBound < domain.upperBound
            ? domain : domain.lowerBound / 2...domain.upperBound * 2
        self.domain = domain
        self.start = start
        self.end = end
        self.ticks = NiceTicks.logarithmic(in: domain, intervals: max(ticks, 1))
    }

    /// The place of a value; not a number for zero and below.
    public func position(_ value: Double) -> Double {
        guard value > 0 else { return .nan }
        return start + log(value / domain.lowerBound) / log(domain.upperBound / domain.lowerBound) * (end - start)
    }
}

/// A scale for categories: each category has a band. All bands are equally wide, and there may be gaps between them.
public struct BandScale: Sendable {
    private let start: Double
    private let stride: Double
    private let gap: Double

    /// A scale of `count` bands from `start` to `end`, in pixels. `gap` is the share of each band's place that stays
    /// empty.
    public init(count: Int, from start: Double, to end: Double, gap: Double = 0) {
        self.start = start
        self.gap = gap
        stride = (end - start) / Double(max(count, 1))
    }

    /// Where the band of a category begins, in pixels.
    public func start(_ index: Int) -> Double { start + stride * (Double(index) + gap / 2) }
    /// The middle of the band of a category, in pixels.
    public func middle(_ index: Int) -> Double { start + stride * (Double(index) + 0.5) }
    /// The width of each band in pixels, without the gap.
    public var width: Double { stride * (1 - gap) }
}
