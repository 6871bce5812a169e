/// The settings of the type `Root`, in the order in which a file lists them, and their defaults.
public struct Schema<Root: Sendable>: Sendable {
    /// All settings; those of a group are next to each other.
    public let settings: [Setting<Root>]
    /// The keys of the groups, in the order in which a file lists them.
    public let groups: [String]
    /// The groups that may be null as a whole.
    public let nullableGroups: [NullableGroup<Root>]
    /// A `Root` in which every setting has its default.
    public let defaults: Root

    /// A schema. Keys and options must be unique, and the settings of a group must be next to each other.
    public init(defaults: Root, _ settings: [Setting<Root>], nullableGroups: [NullableGroup<Root>] = []) {
        self.settings = settings
        self.nullableGroups = nullableGroups
        self.defaults = defaults
        groups = settings.compactMap(\.group).reduce(into: []) { groups, group in
            if groups.last != group { groups.append(group) }
        }
        let options = settings.compactMap(\.optionName)
        precondition(Set(groups).count == groups.count, "the settings of a group stand next to each other")
        precondition(nullableGroups.allSatisfy { groups.contains($0.key) }, "a group without settings")
        precondition(Set(settings.map(\.key)).count == settings.count, "two settings have one key")
        precondition(Set(options).count == options.count, "two settings have one option")
    }

    /// The setting with this full key; nil if there is none.
    public subscript(key: String) -> Setting<Root>? {
        settings.first { $0.key == key }
    }

    /// The group with this key if it may be null; nil for any other key.
    public func nullableGroup(_ key: String) -> NullableGroup<Root>? {
        nullableGroups.first { $0.key == key }
    }

    /// The keys of those settings that `isIncluded` selects and that have different values in the two roots. If a group
    /// is null in only one of the two roots, the group's key stands for all of its settings.
    public func differences(
        _ first: Root, _ second: Root, where isIncluded: (Setting<Root>) -> Bool
    ) -> [String] {
        let keys = settings.filter { isIncluded($0) && $0.differs(first, second) }.map { setting in
            let group = setting.group.flatMap(nullableGroup)
            return group.map { $0.isNull(first) != $0.isNull(second) } == true ? group!.key : setting.key
        }
        return keys.reduce(into: []) { keys, key in if keys.last != key { keys.append(key) } }
    }

    /// The setting that an option of the command line sets; nil if the option sets none.
    ///
    /// - Parameter spelling: the option as typed, for instance `--learning-rate`, or `--no-cache` for a flag.
    public func setting(ofOption spelling: String) -> Setting<Root>? {
        settings.first { setting in
            guard let name = setting.optionName else { return false }
            return spelling == "--\(name)" || setting.isFlag && spelling == "--no-\(name)"
        }
    }

    /// The settings with options, without those whose option only another command has. They are in the order of the
    /// command's help: first the settings without a group.
    public func settings(ofCommand command: String) -> [Setting<Root>] {
        let options = settings.filter { $0.option != nil && ($0.option?.command ?? command) == command }
        return options.filter { $0.group == nil } + options.filter { $0.group != nil }
    }

    /// The default of a setting in words: its ``Setting/defaultWords`` if it has them, else the default value, or what
    /// null means if the default is null.
    public func defaultText(of setting: Setting<Root>) -> String {
        if let words = setting.defaultWords { return words }
        let value = setting.write(defaults)
        return value.isNull ? setting.nullMeaning ?? "none" : value.string ?? "none"
    }
}
