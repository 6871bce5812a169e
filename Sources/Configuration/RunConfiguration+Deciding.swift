import Options
import Yams

extension RunConfiguration {
    /// The settings on which bits of the results depend: for each key, its value as a text. A checkpoint stores these
    /// texts. When a run is resumed, its settings are compared with them.
    ///
    /// `data.path` and `model` are not among these settings, because for data and model the contents are compared
    /// instead of the paths.
    public var decidingOptions: [String: String] {
        var resolved = self
        resolved.microBatches = microBatchCount
        return Dictionary(
            uniqueKeysWithValues: RunConfiguration.deciding.map { ($0.key, canonicalText($0.write(resolved).yaml)) })
    }

    /// The settings among ``decidingOptions`` that differ from `kept`, the settings in a checkpoint, in the order of
    /// the schema. For each: its key, its value in this configuration (nil for a key that this program does not know),
    /// and its value in the checkpoint.
    ///
    /// A checkpoint of an earlier release may lack a setting that this release has. Then the setting's default is used
    /// in place of the checkpoint's value.
    public func decidingDifferences(
        from kept: [String: String]
    ) -> [(key: String, value: String?, kept: String)] {
        let mine = decidingOptions
        let defaults = RunConfiguration().decidingOptions
        let known = RunConfiguration.deciding.map(\.key)
        let unknown = kept.keys.filter { mine[$0] == nil }.sorted()
        return (known + unknown).compactMap { key in
            guard let before = kept[key] ?? defaults[key], before != mine[key] else { return nil }
            return (key, mine[key], before)
        }
    }

    /// The settings that decide bits of the results.
    private static let deciding = schema.settings.filter(\.decidesBits)
}

/// The value of a setting as a text in one line. Texts are equal only if the values are equal, so that texts can be
/// compared instead of values.
func canonicalText(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.style == .doubleQuoted ? scalar.string.debugDescription : scalar.string
    case .mapping(let mapping):
        "{" + mapping.map { "\(canonicalText($0)): \(canonicalText($1))" }.joined(separator: ", ") + "}"
    case .sequence(let sequence): "[" + sequence.map(canonicalText).joined(separator: ", ") + "]"
    case .alias: preconditionFailure("a setting is written without aliases")
    }
}
