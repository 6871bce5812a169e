/// A coding key with any name, for values whose keys are data.
public struct NamedKey: CodingKey {
    /// The name.
    public let stringValue: String
    /// Nil: no key is a number.
    public var intValue: Int? { nil }

    /// The key of this name.
    public init(_ name: String) { stringValue = name }
    /// The key of this name.
    public init?(stringValue: String) { self.init(stringValue) }
    /// No key is a number.
    public init?(intValue: Int) { nil }
}
