import ArgumentParser
import Configuration
import Options

/// Help texts that name an argument's default value. The parser names the default value of an argument's property. But
/// a property for a setting of a run has none, since the defaults of settings are in the configuration.
extension ArgumentHelp {
    /// The help of an argument that is a setting of the configuration as well.
    ///
    /// - Parameters:
    ///   - key: the full key of the setting. An unknown key ends the program, as it is a programmer's mistake.
    ///   - text: what the argument is for; nil for the words of the schema.
    static func setting(_ key: String, _ text: String? = nil, valueName: String? = nil) -> ArgumentHelp {
        let schema = RunConfiguration.schema
        guard let setting = schema[key] else { preconditionFailure("\(key) is no setting") }
        var value = schema.defaultText(of: setting)
        if setting.isFlag { value = value == "true" ? "yes" : "no" }
        return option(text ?? setting.help, default: value, valueName: valueName)
    }

    /// The help of an option, followed by its default value.
    static func option(_ text: String, default value: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp("\(text) (default: \(value))", valueName: valueName)
    }
}
