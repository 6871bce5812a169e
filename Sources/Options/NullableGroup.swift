/// A group of settings that may be null as a whole, for instance for a feature that a run does not use. All its
/// settings are made by ``Setting/init(_:of:_:new:_:help:decidesBits:option:familiar:)``.
public struct NullableGroup<Root>: Sendable {
    /// The key of the group.
    public let key: String
    /// The meaning of null, in words.
    public let nullMeaning: String
    /// Whether the group is null.
    public let isNull: @Sendable (Root) -> Bool
    /// Sets the group to null.
    public let clear: @Sendable (inout Root) -> Void
    /// If the group is null in `root`, sets it to the group of `other`.
    public let fill: @Sendable (_ root: inout Root, _ other: Root) -> Void

    /// A group.
    ///
    /// - Parameters:
    ///   - key: its key.
    ///   - path: the property that holds it.
    ///   - nullMeaning: the meaning of null, in words.
    public init<Group>(
        _ key: String, _ path: any WritableKeyPath<Root, Group?> & Sendable, nullMeaning: String
    ) {
        self.key = key
        self.nullMeaning = nullMeaning
        isNull = { $0[keyPath: path] == nil }
        clear = { $0[keyPath: path] = nil }
        fill = { if $0[keyPath: path] == nil { $0[keyPath: path] = $1[keyPath: path] } }
    }
}
