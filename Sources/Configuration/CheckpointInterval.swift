/// The interval of checkpoints within an epoch: `100` steps, or at the end of the first step after `90s`, `15m` or
/// `1h`. The interval changes no bit of the results.
public enum CheckpointInterval: Hashable, Sendable {
    /// The number of optimizer steps from one checkpoint to the next.
    case steps(Int)
    /// The number of seconds from one checkpoint to the next.
    case seconds(Int)

    private static let units: [(letter: Character, seconds: Int)] = [("h", 3600), ("m", 60), ("s", 1)]
    private static let most = 1_000_000_000

    /// Reads a whole number of steps, or of seconds, minutes or hours with the unit's letter; nil for anything else.
    public init?(_ text: String) {
        let unit = CheckpointInterval.units.first { $0.letter == text.last }
        guard let number = Int(unit == nil ? text[...] : text.dropLast()), (1...CheckpointInterval.most) ~= number,
            text.first?.isNumber == true
        else { return nil }
        let seconds = number.multipliedReportingOverflow(by: unit?.seconds ?? 1)
        guard !seconds.overflow else { return nil }
        self = unit == nil ? .steps(number) : .seconds(seconds.partialValue)
    }
}

extension CheckpointInterval: CustomStringConvertible {
    /// The form that ``init(_:)`` reads, in the largest unit without a fraction.
    public var description: String {
        switch self {
        case .steps(let number): return "\(number)"
        case .seconds(let number):
            let unit = CheckpointInterval.units.first { number % $0.seconds == 0 }!
            return "\(number / unit.seconds)\(unit.letter)"
        }
    }
}
