/// A coding key with any name, for types whose keys are not the cases of one `CodingKeys` enum.
public struct NamedKey: CodingKey {
    /// The name of the key.
    public let stringValue: String
    /// Nil: no key is a number.
    public var intValue: Int? { nil }

    /// The key of this name.
    public init(_ name: String) { stringValue = name }
    /// The key of this name.
    public init?(stringValue: String) { self.init(stringValue) }
    /// Returns nil, since no key is a number.
    public init?(intValue: Int) { nil }
}
