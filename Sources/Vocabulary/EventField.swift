/// A named value of an event, for programs that read events: a field of a line of `log.jsonl`.
public struct EventField: Sendable, Hashable {
    /// A value that JSON has a form for.
    public enum Value: Sendable, Hashable {
        /// A text.
        case text(String)
        /// A whole number.
        case integer(Int)
        /// A number.
        case number(Double)
        /// True or false.
        case flag(Bool)
    }

    /// Its name, in snake_case. It stays the same from release to release.
    public let name: String
    /// Its value.
    public let value: Value

    /// A field of any value.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// A text.
    public init(_ name: String, _ text: String) {
        self.init(name, .text(text))
    }

    /// A whole number.
    public init(_ name: String, _ number: Int) {
        self.init(name, .integer(number))
    }

    /// A number.
    public init(_ name: String, _ number: Double) {
        self.init(name, .number(number))
    }

    /// True or false.
    public init(_ name: String, _ flag: Bool) {
        self.init(name, .flag(flag))
    }
}
