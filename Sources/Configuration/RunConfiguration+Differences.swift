import Options

extension RunConfiguration {
    /// The keys of the settings that differ between this configuration and at least one of `others`, in the order of
    /// the schema. Some groups of settings may be null as a whole. If such a group is null in only one of two compared
    /// configurations, the key of the group is returned instead of the keys of its settings.
    public func settings(differingFrom others: [RunConfiguration]) -> [String] {
        let schema = RunConfiguration.schema
        let found = Set(others.flatMap { schema.differences(self, $0) { _ in true } })
        var keys: [String] = []
        for setting in schema.settings {
            for key in [setting.group, setting.key].compactMap({ $0 }) where found.contains(key) && keys.last != key {
                keys.append(key)
            }
        }
        return keys
    }

    /// The value of a setting, or the values of a group of settings, as a configuration file has them. `key` is the key
    /// of the setting or of the group.
    public func text(ofSetting key: String) -> String {
        let schema = RunConfiguration.schema
        func text(of setting: RunSetting) -> String {
            let node = setting.write(self)
            return node.string ?? canonicalText(node.yaml)
        }
        if let setting = schema[key] { return text(of: setting) }
        if schema.nullableGroup(key)?.isNull(self) == true { return SettingNode.null.string ?? "" }
        return "{"
            + schema.settings.filter { $0.group == key }.map { "\($0.name): \(text(of: $0))" }
            .joined(separator: ", ") + "}"
    }
}
