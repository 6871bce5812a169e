import Options

extension RunConfiguration {
    /// The settings in which this configuration differs from others, by their keys, in the order of the schema. The key
    /// of a group that may be null stands for its settings if only one of two has it.
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

    /// The value of a setting, or of a group of them, as a configuration file has it.
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
