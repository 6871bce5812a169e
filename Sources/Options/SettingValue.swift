/// A type of values that settings can have. Reading is strict: a number, true or false in quotes is a text, and is
/// rejected where no text is expected.
public protocol SettingValue: Equatable, Sendable {
    /// Reads a value from its written form.
    init(reading node: SettingNode) throws(Misfit)
    /// The written form, from which the same value is read.
    var node: SettingNode { get }
}

extension SettingNode {
    /// Converts a text without quotes. Throws if the node is anything else, or if `convert` returns nil.
    public func plain<Value>(_ convert: (String) -> Value?) throws(Misfit) -> Value {
        guard case .plain(let text) = content, let value = convert(text) else { throw Misfit(self) }
        return value
    }
}

extension Int: SettingValue {
    /// Reads a whole number without quotes.
    public init(reading node: SettingNode) throws(Misfit) { self = try node.plain { Int($0) } }
    /// The written form: the number in decimal.
    public var node: SettingNode { .plain("\(self)") }
}

extension UInt64: SettingValue {
    /// Reads a whole number without quotes.
    public init(reading node: SettingNode) throws(Misfit) { self = try node.plain { UInt64($0) } }
    /// The written form: the number in decimal.
    public var node: SettingNode { .plain("\(self)") }
}

extension Double: SettingValue {
    /// Reads a number without quotes.
    public init(reading node: SettingNode) throws(Misfit) { self = try node.plain { Double($0) } }

    /// The shortest text from which the same bits are read, with a decimal point even before an exponent: in YAML 1.1,
    /// `1e-05` is a text.
    public var node: SettingNode {
        let text = "\(self)"
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return .plain(text) }
        return .plain(text[..<exponent] + ".0" + text[exponent...])
    }
}

extension Bool: SettingValue {
    /// Reads `true` or `false` without quotes, in any case.
    public init(reading node: SettingNode) throws(Misfit) {
        self = try node.plain { ["true": true, "false": false][$0.lowercased()] }
    }
    /// The written form: `true` or `false`.
    public var node: SettingNode { .plain("\(self)") }
}

extension String: SettingValue {
    /// Reads any text except null.
    public init(reading node: SettingNode) throws(Misfit) {
        guard let text = node.string, !node.isNull else { throw Misfit(node) }
        self = text
    }
    /// The written form: the text, quoted if necessary.
    public var node: SettingNode { .text(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    /// Reads null and the word `none` as nil. In quotes, null and `none` are texts like any other.
    public init(reading node: SettingNode) throws(Misfit) {
        self = node.isNone ? nil : try Wrapped(reading: node)
    }
    /// The written form: that of the value, or null for nil.
    public var node: SettingNode { self?.node ?? .null }
}

/// Reads and writes an enumeration whose raw values are words.
extension SettingValue where Self: RawRepresentable<String> {
    /// Reads one of the enumeration's words.
    public init(reading node: SettingNode) throws(Misfit) {
        guard let value = Self(rawValue: try String(reading: node)) else { throw Misfit(node) }
        self = value
    }
    /// The written form: the word.
    public var node: SettingNode { rawValue.node }
}
