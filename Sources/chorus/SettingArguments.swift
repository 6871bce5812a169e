import ArgumentParser
import Configuration
import Options

/// Names a set of options that set keys of the configuration. Several commands may have the same set.
protocol SettingOptions: SendableMetatype {
    /// The schema's entries for these options.
    static var settings: [RunSetting] { get }
}

/// A command that starts a run, and so has options that set keys of the configuration.
protocol RunCommand: ParsableCommand, SettingOptions {
    /// The command's name, by which the schema of the configuration finds the command's options.
    static var name: String { get }
}

extension RunCommand {
    static var settings: [RunSetting] { RunConfiguration.schema.settings(ofCommand: name) }
}

/// The options that set keys of the configuration: one for each of the schema's entries that `Options` names.
///
/// The parser finds the properties of its arguments by reflection and then decodes them. So this type's mirror shows an
/// option or a flag for each entry, as if it were a property, and ``init(from:)`` decodes the same options and flags.
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
    /// recipe that the file names.
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

    /// The definition of the setting's option for the parser. The parser sets each value in a trial configuration, so
    /// an invalid value is an error before the command runs.
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
