import Options
import Yams

extension RunConfiguration {
    /// The options on which bits of the run depend: value as text by key. A checkpoint stores them.
    ///
    /// `data.path` and `model` are not among them: the contents of data and model are compared instead of their paths.
    public var decidingOptions: [String: String] {
        var resolved = self
        resolved.microBatches = microBatchCount
        return Dictionary(
            uniqueKeysWithValues: RunConfiguration.deciding.map { ($0.key, canonicalText($0.write(resolved).yaml)) })
    }

    /// The options that differ from those of a checkpoint, in the order of the schema: the key, the value here (nil for
    /// a key that this program does not know), and the value of the checkpoint.
    ///
    /// A checkpoint of an earlier release may lack an option; then it had the default.
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

    /// The settings on whose values bits depend.
    private static let deciding = schema.settings.filter(\.decidesBits)
}

/// A text that is the same for equal values only.
func canonicalText(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.style == .doubleQuoted ? scalar.string.debugDescription : scalar.string
    case .mapping(let mapping):
        "{" + mapping.map { "\(canonicalText($0)): \(canonicalText($1))" }.joined(separator: ", ") + "}"
    case .sequence(let sequence): "[" + sequence.map(canonicalText).joined(separator: ", ") + "]"
    case .alias: preconditionFailure("a setting is written without aliases")
    }
}
