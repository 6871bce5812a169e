import Configuration

/// Which options set which keys of the configuration.
enum SettingOptions {
    /// Options whose names are not those of their keys.
    private static let others = [
        "early_stopping.patience": "--early-stopping-patience", "verify": "--verify-every",
    ]
    /// Keys that no option sets although it has their name.
    private static let fileOnly: Set<String> = ["optimizer.name", "data.path", "reduce_lr_on_plateau.patience"]

    /// The option that sets a key, where a command has such: the key's last part after two hyphens.
    static func option(for key: String) -> String? {
        if let option = others[key] { return option }
        guard !fileOnly.contains(key), let name = key.split(separator: ".").last else { return nil }
        return "--" + name.replacing("_", with: "-")
    }

    /// The key that an option sets; nil for an option that is not a setting's.
    static func key(for option: String) -> String? {
        let name = option.hasPrefix("--no-") ? "--" + option.dropFirst("--no-".count) : option
        return RunConfiguration.keys.first { SettingOptions.option(for: $0) == name }
    }
}
