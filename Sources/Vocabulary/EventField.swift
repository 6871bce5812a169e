/// A named value of an event, for programs that read events: a field of a line of `log.jsonl`.
public struct EventField: Sendable, Hashable {
    /// A value that JSON has a form for.
    public enum Value: Sendable, Hashable {
        /// A text.
        case text(String)
        /// A whole number.
        case integer(Int)
        /// A number that need not be whole.
        case number(Double)
        /// True or false.
        case flag(Bool)
    }

    /// The name of the field, in snake_case. It stays the same from release to release.
    public let name: String
    /// The value of the field.
    public let value: Value

    /// A field with this name and a value of any kind.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// A field whose value is a text.
    public init(_ name: String, _ text: String) {
        self.init(name, .text(text))
    }

    /// A field whose value is a whole number.
    public init(_ name: String, _ number: Int) {
        self.init(name, .integer(number))
    }

    /// A field whose value is a number.
    public init(_ name: String, _ number: Double) {
        self.init(name, .number(number))
    }

    /// A field whose value is true or false.
    public init(_ name: String, _ flag: Bool) {
        self.init(name, .flag(flag))
    }
}
