/// A type that values of settings have: how it is read and written. Reading is strict: a quoted number, or a quoted true
/// or false, is a text.
public protocol SettingValue: Equatable, Sendable {
    /// Reads a value.
    init(reading node: SettingNode) throws(Misfit)
    /// The value as it is written; it reads back as the same value.
    var node: SettingNode { get }
}

extension SettingNode {
    /// What `convert` makes of a text without quotes.
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

    /// The shortest text that reads back as the same bits, with a point even before an exponent: YAML 1.1 takes `1e-05`
    /// for a text.
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
    /// Reads any text but null.
    public init(reading node: SettingNode) throws(Misfit) {
        guard let text = node.string, !node.isNull else { throw Misfit(node) }
        self = text
    }
    /// The text, quoted where it needs it.
    public var node: SettingNode { .text(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    /// Reads null as nil.
    public init(reading node: SettingNode) throws(Misfit) { self = node.isNull ? nil : try Wrapped(reading: node) }
    /// The value, or null.
    public var node: SettingNode { self?.node ?? .null }
}

/// A value that is one of a few words.
extension SettingValue where Self: RawRepresentable<String> {
    /// Reads one of the words.
    public init(reading node: SettingNode) throws(Misfit) {
        guard let value = Self(rawValue: try String(reading: node)) else { throw Misfit(node) }
        self = value
    }
    /// The word.
    public var node: SettingNode { rawValue.node }
}
