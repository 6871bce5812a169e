import ArgumentParser
import Configuration

/// Help with a default that is not the property's own: those of a run's settings come from its configuration.
extension ArgumentHelp {
    /// The help of an option that is a setting of the configuration as well.
    static func setting(
        _ key: String, _ text: String, valueName: String? = nil, isFlag: Bool = false
    ) -> ArgumentHelp {
        var value = RunConfiguration.defaultText(of: key)
        if isFlag { value = value == "true" ? "yes" : "no" }
        return option(text, default: value, valueName: valueName)
    }

    /// The help of an option, with what holds without it.
    static func option(_ text: String, default value: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp("\(text) (default: \(value))", valueName: valueName)
    }
}
