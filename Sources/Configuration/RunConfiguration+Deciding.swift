import Options
import Yams

extension RunConfiguration {
    /// Every option that decides a bit of the run, by key, with its value as text: what a checkpoint keeps of them.
    ///
    /// `data.path` and `model` are not among them: what they name is compared by what it holds, wherever it lies.
    public var decidingOptions: [String: String] {
        var resolved = self
        resolved.microBatches = microBatchCount
        return Dictionary(
            uniqueKeysWithValues: RunConfiguration.deciding.map { ($0.key, canonicalText($0.write(resolved).yaml)) })
    }

    /// The options that differ from those that a checkpoint has kept, in the order in which they are written: the key, the
    /// value here, and the value there; nil for a key that this program does not know.
    ///
    /// An option that the checkpoint lacks is of a later release than the checkpoint, and had its default.
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

    /// The settings whose values decide bits.
    private static let deciding = schema.settings.filter(\.decidesBits)
}

/// The same text for the same value, and another for another.
private func canonicalText(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.style == .doubleQuoted ? scalar.string.debugDescription : scalar.string
    case .mapping(let mapping):
        "{" + mapping.map { "\(canonicalText($0)): \(canonicalText($1))" }.joined(separator: ", ") + "}"
    case .sequence(let sequence): "[" + sequence.map(canonicalText).joined(separator: ", ") + "]"
    case .alias: preconditionFailure("a setting is written without aliases")
    }
}
