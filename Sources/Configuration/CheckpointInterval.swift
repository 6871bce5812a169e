/// How often a run writes checkpoints within an epoch. `100` means every 100 steps. `90s`, `15m` or `1h` means at the
/// end of the first step after this time has passed since the last checkpoint. The interval changes no bit of the
/// results.
public enum CheckpointInterval: Hashable, Sendable {
    /// The number of optimizer steps from one checkpoint to the next.
    case steps(Int)
    /// The number of seconds from one checkpoint to the next.
    case seconds(Int)

    private static let units: [(letter: Character, seconds: Int)] = [("h", 3600), ("m", 60), ("s", 1)]
    private static let most = 1_000_000_000

    /// Reads a whole number of steps, or a whole number with the letter `s`, `m` or `h` for seconds, minutes or hours.
    /// The result is nil for any other text, and for numbers below 1 or above a billion.
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
    /// The interval in the form that ``init(_:)`` reads. A time has the largest unit of which it is a whole number.
    public var description: String {
        switch self {
        case .steps(let number): return "\(number)"
        case .seconds(let number):
            let unit = CheckpointInterval.units.first { number % $0.seconds == 0 }!
            return "\(number / unit.seconds)\(unit.letter)"
        }
    }
}
