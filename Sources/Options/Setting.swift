import PlainText

/// One setting: its key, allowed values, help text, option of the command line, and whether a resumed run may change
/// it. The YAML form, the command line, the help texts and the documentation are made from it.
///
/// `Root` is the type that has the setting as a property.
public struct Setting<Root>: Sendable {
    /// The full key, for instance `optimizer.learning_rate`: a group and a name, or a name alone.
    public let key: String
    /// What the setting is for, as a sentence.
    public let help: String
    /// The allowed values, for instance `a whole number from 1 to 4096`.
    public let expectation: String
    /// The same for a value from an option of the command line.
    public let optionExpectation: String
    /// The values, if they are a few words.
    public let choices: [String]
    /// The meaning of null; nil if null is not allowed.
    public let nullMeaning: String?
    /// The default in words, if it is not a single value.
    public let defaultWords: String?
    /// Whether bits of the result depend on the value, so that checkpoints store it.
    public let decidesBits: Bool
    /// Whether a resumed run may have another value.
    public let mayChangeOnResume: Bool
    /// The option of the command line; nil if only a file can set it.
    public let option: CommandOption?
    /// Names of the setting in other programs.
    public let familiarNames: [String]
    /// Whether it is on or off, so that its option has no value.
    public let isFlag: Bool
    /// Sets the value.
    public let read: @Sendable (SettingNode, inout Root) throws(Misfit) -> Void
    /// The value in its written form.
    public let write: @Sendable (Root) -> SettingNode
    /// Whether the value is allowed.
    public let isValid: @Sendable (Root) -> Bool
    /// Whether two roots differ in the value.
    public let differs: @Sendable (Root, Root) -> Bool

    /// An entry of a schema.
    ///
    /// - Parameters:
    ///   - key: the full key.
    ///   - path: the property that holds the value.
    ///   - rule: the allowed values.
    ///   - help: what the setting is for, as a sentence.
    ///   - defaultWords: the default in words, if it is not a single value.
    ///   - decidesBits: whether bits of the result depend on the value.
    ///   - mayChangeOnResume: whether a resumed run may change it; nil if it may unless it decides bits.
    ///   - option: the option of the command line; nil if only a file can set it.
    ///   - familiar: names of the setting in other programs.
    public init<Value: SettingValue>(
        _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ rule: Rule<Value>, help: String,
        defaultWords: String? = nil, decidesBits: Bool, mayChangeOnResume: Bool? = nil,
        option: CommandOption? = nil, familiar: [String] = []
    ) {
        self.init(
            key, rule, help: help, defaultWords: defaultWords, decidesBits: decidesBits,
            mayChangeOnResume: mayChangeOnResume, option: option, familiar: familiar,
            read: { node, root throws(Misfit) in root[keyPath: path] = try Value(reading: node) },
            write: { $0[keyPath: path].node }, isValid: { rule.allows($0[keyPath: path]) },
            differs: { $0[keyPath: path] != $1[keyPath: path] })
    }

    /// An entry of a group that may be null as a whole; see ``NullableGroup``. If the group is null, setting one of
    /// its values first replaces it by `new`. The other parameters are those of
    /// ``init(_:_:_:help:defaultWords:decidesBits:mayChangeOnResume:option:familiar:)``.
    ///
    /// - Parameters:
    ///   - group: the property that holds the group.
    ///   - path: the property of the group that holds the value.
    ///   - new: a group with its defaults.
    public init<Group: Sendable, Value: SettingValue>(
        _ key: String, of group: any WritableKeyPath<Root, Group?> & Sendable,
        _ path: any WritableKeyPath<Group, Value> & Sendable, new: Group, _ rule: Rule<Value>, help: String,
        decidesBits: Bool, option: CommandOption? = nil, familiar: [String] = []
    ) {
        self.init(
            key, rule, help: help, decidesBits: decidesBits, option: option, familiar: familiar,
            read: { node, root throws(Misfit) in
                var changed = root[keyPath: group] ?? new
                changed[keyPath: path] = try Value(reading: node)
                root[keyPath: group] = changed
            },
            write: { $0[keyPath: group]?[keyPath: path].node ?? .null },
            isValid: { $0[keyPath: group].map { rule.allows($0[keyPath: path]) } ?? true },
            differs: { $0[keyPath: group]?[keyPath: path] != $1[keyPath: group]?[keyPath: path] })
    }

    private init<Value>(
        _ key: String, _ rule: Rule<Value>, help: String, defaultWords: String? = nil, decidesBits: Bool,
        mayChangeOnResume: Bool? = nil, option: CommandOption?, familiar: [String],
        read: @escaping @Sendable (SettingNode, inout Root) throws(Misfit) -> Void,
        write: @escaping @Sendable (Root) -> SettingNode, isValid: @escaping @Sendable (Root) -> Bool,
        differs: @escaping @Sendable (Root, Root) -> Bool
    ) {
        precondition(!(decidesBits && mayChangeOnResume == true), "\(key) decides bits, so it may not change on resume")
        self.key = key
        self.help = help
        self.expectation = rule.expectation
        self.optionExpectation = rule.optionExpectation
        self.choices = rule.choices
        self.nullMeaning = rule.nullMeaning
        self.defaultWords = defaultWords
        self.decidesBits = decidesBits
        self.mayChangeOnResume = mayChangeOnResume ?? !decidesBits
        self.option = option
        self.familiarNames = familiar
        self.isFlag = Value.self == Bool.self
        self.read = read
        self.write = write
        self.isValid = isValid
        self.differs = differs
    }

    /// The group of the key; nil for a key at the top.
    public var group: String? {
        key.firstIndex(of: ".").map { String(key[..<$0]) }
    }

    /// The key within its group.
    public var name: String {
        key.firstIndex(of: ".").map { String(key[key.index(after: $0)...]) } ?? key
    }

    /// The option's name without hyphens, for instance `learning-rate`; nil if only a file can set it.
    public var optionName: String? {
        option.map { $0.name ?? String(name.map { $0 == "_" ? "-" : $0 }) }
    }

    /// The option as it is typed, for instance `--learning-rate`; nil if only a file can set it.
    public var optionSpelling: String? { optionName.map { "--\($0)" } }

    /// Whether this is its name in another program, except for case, hyphens and underscores.
    public func isFamiliar(as name: String) -> Bool {
        name.utf8.count <= 40 && familiarNames.contains { Spelling.isSame($0, name) }
    }

    /// Sets the value from a text as typed on the command line, and checks its range. YAML's forms of null are
    /// rejected: on the command line, null is written `none`.
    public func set(_ text: String, in root: inout Root) throws(Misfit) {
        let node = SettingNode.plain(text)
        guard !node.isNull else { throw Misfit(node) }
        var changed = root
        try read(node, &changed)
        guard isValid(changed) else { throw Misfit(write(changed)) }
        root = changed
    }
}
