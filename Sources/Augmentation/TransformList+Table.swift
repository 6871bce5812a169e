import Options

extension TransformList {
    /// All transforms and their options as a table in Markdown, for `docs/augmentation.md`.
    public static var markdownTable: String {
        let head = "| transform | option | default | values | what it is for |\n|---|---|---|---|---|\n"
        return head + kinds.map { rows(of: $0) }.joined()
    }

    private static func rows<Kind: Transform>(of kind: Kind.Type) -> String {
        let first = "| `\(kind.name)` |  |  |  | \(kind.help) |\n"
        return kind.schema.settings.reduce(first) { rows, setting in
            let value = setting.write(kind.schema.defaults)
            return rows + "|  | `\(setting.key)` | `\(text(value))` | \(setting.expectation) | \(setting.help) |\n"
        }
    }

    private static func text(_ node: SettingNode) -> String {
        if case .list(let elements) = node.content { return "[" + elements.map(text).joined(separator: ", ") + "]" }
        return node.string ?? node.summary
    }
}
