import Vocabulary

/// The JSON form of a node: a string, an array or an object. For instance, the job that each worker gets has its
/// transforms in this form. The form does not record whether a text had quotes, nor the order of keys.
extension SettingNode: Codable {
    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: NamedKey.self) {
            let pairs = try container.allKeys.sorted { $0.stringValue < $1.stringValue }.map { key in
                Pair(key: .plain(key.stringValue), value: try container.decode(SettingNode.self, forKey: key))
            }
            self.init(.mapping(pairs))
        } else if let elements = try? decoder.singleValueContainer().decode([SettingNode].self) {
            self.init(.list(elements))
        } else {
            self.init(.plain(try decoder.singleValueContainer().decode(String.self)))
        }
    }

    /// Writes a text as a string, a list as an array, and a mapping as an object. A key that is no text is written as
    /// its ``summary``.
    public func encode(to encoder: any Encoder) throws {
        switch content {
        case .plain(let text), .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .list(let elements):
            var container = encoder.singleValueContainer()
            try container.encode(elements)
        case .mapping(let pairs):
            var container = encoder.container(keyedBy: NamedKey.self)
            for pair in pairs {
                try container.encode(pair.value, forKey: NamedKey(pair.key.string ?? pair.key.summary))
            }
        }
    }
}
