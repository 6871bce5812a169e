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
    /// The allowed values in words for an option of the command line, where null is written `none`.
    public let optionExpectation: String
    /// Allowed values that are words, for instance those of an enumeration; empty if no allowed value is a word.
    public let choices: [String]
    /// What null means, in words; nil if null is not allowed.
    public let nullMeaning: String?
    /// The default in words, for instance if it depends on other settings; nil if the default's written form is clear.
    public let defaultWords: String?
    /// Whether bits of a run's result depend on the value. Checkpoints store the values of such settings.
    public let decidesBits: Bool
    /// Whether a resumed run may have another value than before.
    public let mayChangeOnResume: Bool
    /// The option of the command line; nil if only a file can set it.
    public let option: CommandOption?
    /// Names of the setting in other programs. If a user writes such a name, the error suggests the setting's own name.
    public let familiarNames: [String]
    /// Whether the value is true or false. The option then takes no value, but has two forms, for instance `--cache`
    /// and `--no-cache`.
    public let isFlag: Bool
    /// Reads a value from its written form, and sets it in the given `Root`. Whether the value is in the allowed range
    /// is not checked: that is for ``isValid``.
    public let read: @Sendable (SettingNode, inout Root) throws(Misfit) -> Void
    /// The value that the given `Root` has, in its written form.
    public let write: @Sendable (Root) -> SettingNode
    /// Whether the value in the given `Root` is allowed.
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
    ///   - defaultWords: the default in words; nil if the default's written form is clear.
    ///   - decidesBits: whether bits of the result depend on the value.
    ///   - mayChangeOnResume: whether a resumed run may have another value than before. If nil, it may, unless the
    ///     value decides bits.
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

    /// An entry of a schema for a setting in a group that may be null as a whole; see ``NullableGroup``. If the group
    /// is null, setting one of its values first replaces the group by `new`. The other parameters are those of
    /// ``init(_:_:_:help:defaultWords:decidesBits:mayChangeOnResume:option:familiar:)``.
    ///
    /// - Parameters:
    ///   - group: the property that holds the group.
    ///   - path: the property of the group that holds the value.
    ///   - new: the group that replaces a null group: one with default values.
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

    /// The key of the setting's group, for instance `optimizer`; nil for a setting without a group.
    public var group: String? {
        key.firstIndex(of: ".").map { String(key[..<$0]) }
    }

    /// The key within its group, for instance `learning_rate`.
    public var name: String {
        key.firstIndex(of: ".").map { String(key[key.index(after: $0)...]) } ?? key
    }

    /// The option's name without the leading hyphens, for instance `learning-rate`; nil if only a file can set the
    /// value.
    public var optionName: String? {
        option.map { $0.name ?? String(name.map { $0 == "_" ? "-" : $0 }) }
    }

    /// The option as it is typed, for instance `--learning-rate`; nil if only a file can set the value.
    public var optionSpelling: String? { optionName.map { "--\($0)" } }

    /// Whether `name` is a name of the setting in another program. Case, hyphens and underscores do not matter. Names
    /// of more than 40 bytes are not compared, because no familiar name is so long.
    public func isFamiliar(as name: String) -> Bool {
        name.utf8.count <= 40 && familiarNames.contains { Spelling.isSame($0, name) }
    }

    /// Sets the value from a text as typed on the command line. Throws if the value is not allowed; `root` then stays
    /// as it was. YAML's forms of null are not allowed: on the command line, null is written `none`.
    public func set(_ text: String, in root: inout Root) throws(Misfit) {
        let node = SettingNode.plain(text)
        guard !node.isNull else { throw Misfit(node) }
        var changed = root
        try read(node, &changed)
        guard isValid(changed) else { throw Misfit(write(changed)) }
        root = changed
    }
}
