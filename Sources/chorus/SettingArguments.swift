import ArgumentParser
import Configuration
import Options

/// A set of options that set keys of the configuration. One command or several commands have these options.
protocol SettingOptions: SendableMetatype {
    /// The schema's entries for these options.
    static var settings: [RunSetting] { get }
}

/// A command that starts a run, and so has options that set keys of the configuration.
protocol RunCommand: ParsableCommand, SettingOptions {
    /// The command's name, as the entries of the schema use it.
    static var name: String { get }
}

extension RunCommand {
    static var settings: [RunSetting] { RunConfiguration.schema.settings(ofCommand: name) }
}

/// The options that set keys of the configuration, made of the schema's entries.
///
/// The parser finds the properties of its arguments by reflection and then decodes them. So this type's mirror has an
/// option or a flag for each entry, and ``init(from:)`` decodes the same options and flags.
struct SettingArguments<Options: SettingOptions>: ParsableArguments, CustomReflectable {
    /// The values that were typed on the command line, by the keys of their settings.
    private var texts: [String: String] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: OptionKey.self)
        for setting in Options.settings {
            guard let key = setting.optionName.map(OptionKey.init) else { continue }
            texts[setting.key] =
                setting.isFlag
                ? try container.decode(Flag<Bool?>.self, forKey: key).wrappedValue.map { "\($0)" }
                : try container.decode(Option<String?>.self, forKey: key).wrappedValue
        }
    }

    var customMirror: Mirror {
        let children = Options.settings.map { setting in
            (label: setting.optionName, value: setting.isFlag ? setting.flag as Any : setting.textOption as Any)
        }
        return Mirror(self, children: children, displayStyle: .struct)
    }

    /// Reads the recipe and then the configuration file, if they are given. A recipe on the command line replaces the
    /// one that the file names.
    func read(config: String?, into configuration: inout RunConfiguration) throws(ConfigurationError) {
        var typed = RunConfiguration()
        try apply(to: &typed)
        if let config {
            try configuration.read(file: config, recipe: texts["recipe"] == nil ? .file : .instead(typed.recipe))
        } else if let recipe = typed.recipe {
            try configuration.read(Recipe(recipe))
        }
    }

    /// Sets the keys of the configuration for which options were typed.
    func apply(to configuration: inout RunConfiguration) throws(ConfigurationError) {
        for setting in Options.settings {
            if let text = texts[setting.key] { try configuration.set(setting, to: text) }
        }
    }

    /// The key by which the parser decodes an option: the option's name.
    private struct OptionKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension RunSetting {
    /// The definition of the setting's flag for the parser.
    fileprivate var flag: Flag<Bool?> {
        Flag(name: .customLong(optionName ?? name), inversion: .prefixedNo, help: argumentHelp)
    }

    /// The definition of the setting's option for the parser. A value that the setting rejects is an error while the
    /// arguments are parsed.
    fileprivate var textOption: Option<String?> {
        Option(
            name: .customLong(optionName ?? name), help: argumentHelp,
            completion: choices.isEmpty ? nil : .list(choices)
        ) { text in
            var trial = RunConfiguration()
            try trial.set(self, to: text)
            return text
        }
    }

    private var argumentHelp: ArgumentHelp {
        let values = choices.isEmpty ? "" : " (values: \(choices.joined(separator: ", ")))"
        var help = ArgumentHelp.setting(key, help, valueName: option?.valueName)
        help.abstract += values
        return help
    }
}
