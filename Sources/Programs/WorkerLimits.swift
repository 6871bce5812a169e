/// The allowed values of a worker's options.
public enum WorkerLimits {
    /// The allowed numbers of slots. In each slot, a worker computes one micro-batch at a time.
    public static let slots = 1...1024
    /// The length of the longest name that a worker may have, in UTF-8 bytes. Messages do not hold longer names.
    public static let nameBytes = 255
    /// The allowed numbers of seconds for which a worker tries to reach a coordinator.
    public static let reconnectTimeout = 0.0...1e6

    /// What the value of an option must be, as the end of a sentence; nil for an option that has no limits here.
    public static func expectation(of option: String) -> String? {
        switch option {
        case "--slots": "a whole number from \(slots.lowerBound) to \(slots.upperBound)"
        case "--name": "1 to \(nameBytes) bytes long"
        case "--reconnect-timeout": "a number of seconds from 0 to \(Int(reconnectTimeout.upperBound))"
        default: nil
        }
    }

    /// The error of an option's value, as a sentence; nil if the value is valid, or the option has no limits here.
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
