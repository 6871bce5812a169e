/// The allowed values of a worker's options.
public enum WorkerLimits {
    /// The number of micro-batches that a worker computes at a time.
    public static let slots = 1...1024
    /// The longest name of a worker, in UTF-8 bytes, as messages allow it.
    public static let nameBytes = 255
    /// Seconds for which a worker looks for a coordinator.
    public static let reconnectTimeout = 0.0...1e6

    /// The rule for the value of an option, as the end of a sentence; nil for another option.
    public static func expectation(of option: String) -> String? {
        switch option {
        case "--slots": "a whole number from \(slots.lowerBound) to \(slots.upperBound)"
        case "--name": "1 to \(nameBytes) bytes long"
        case "--reconnect-timeout": "a number of seconds from 0 to \(Int(reconnectTimeout.upperBound))"
        default: nil
        }
    }

    /// The error of an option's value, as a sentence; nil if it is valid, or for another option.
    public static func problem(with value: String, of option: String) -> String? {
        let isRight =
            switch option {
            case "--slots": Int(value).map(slots.contains) ?? false
            case "--name": (1...nameBytes).contains(value.utf8.count)
            case "--reconnect-timeout": Double(value).map(reconnectTimeout.contains) ?? false
            default: true
            }
        return isRight ? nil : expectation(of: option).map { "\(option) is \(value); it must be \($0)" }
    }
}
