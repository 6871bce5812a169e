/// The type of a setting's value. Reading is strict: a quoted number, or a quoted true or false, is a text and
/// rejected.
public protocol SettingValue: Equatable, Sendable {
    /// Reads a value.
    init(reading node: SettingNode) throws(Misfit)
    /// The written form, from which the same value is read.
    var node: SettingNode { get }
}

extension SettingNode {
    /// Converts a text without quotes.
    public func plain<Value>(_ convert: (String) -> Value?) throws(Misfit) -> Value {
        guard case .plain(let text) = content, let value = convert(text) else { throw Misfit(self) }
        return value
    }
}

extension Int: SettingValue {
    /// Reads a whole number without quotes.
    public init(reading node: SettingNode) throws(Misfit) { self = try node.plain { Int($0) } }
    /// The number in decimal.
    public var node: SettingNode { .plain("\(self)") }
}

extension UInt64: SettingValue {
    /// Reads a whole number without quotes.
    public init(reading node: SettingNode) throws(Misfit) { self = try node.plain { UInt64($0) } }
    /// The number in decimal.
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
    /// `true` or `false`.
    public var node: SettingNode { .plain("\(self)") }
}

extension String: SettingValue {
    /// Reads any text except null.
    public init(reading node: SettingNode) throws(Misfit) {
        guard let text = node.string, !node.isNull else { throw Misfit(node) }
        self = text
    }
    /// The text, quoted if necessary.
    public var node: SettingNode { .text(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    /// Reads null as nil, and so the word `none`. In quotes it is a text like any other.
    public init(reading node: SettingNode) throws(Misfit) {
        self = node.isNone ? nil : try Wrapped(reading: node)
    }
    /// The value, or null.
    public var node: SettingNode { self?.node ?? .null }
}

/// An enumeration of words.
extension SettingValue where Self: RawRepresentable<String> {
    /// Reads one of the words.
    public init(reading node: SettingNode) throws(Misfit) {
        guard let value = Self(rawValue: try String(reading: node)) else { throw Misfit(node) }
        self = value
    }
    /// The word.
    public var node: SettingNode { rawValue.node }
}
