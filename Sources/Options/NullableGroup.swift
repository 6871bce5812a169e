/// A group of settings that may be null as a whole, for instance for a feature that a run does not use. All its
/// settings are made by ``Setting/init(_:of:_:new:_:help:decidesBits:option:familiar:)``.
public struct NullableGroup<Root>: Sendable {
    /// The key of the group, for instance `early_stopping`.
    public let key: String
    /// What null means, in words, for instance `all epochs` for `early_stopping`.
    public let nullMeaning: String
    /// Whether the group is null in the given `Root`.
    public let isNull: @Sendable (Root) -> Bool
    /// Sets the group of the given `Root` to null.
    public let clear: @Sendable (inout Root) -> Void
    /// If the group is null in `root`, copies the group of `other` into `root`. The reader of a configuration file does
    /// this before it reads the file's keys of the group, so that keys which the file lacks get values too.
    public let fill: @Sendable (_ root: inout Root, _ other: Root) -> Void

    /// A group that may be null.
    ///
    /// - Parameters:
    ///   - key: the group's key.
    ///   - path: the property that holds the group.
    ///   - nullMeaning: what null means, in words.
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
