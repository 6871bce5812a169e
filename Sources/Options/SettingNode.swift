import PlainText

/// A value as it is written in a file or on the command line, before it is converted to the type of its setting.
public struct SettingNode: Hashable, Sendable {
    /// The written form.
    public enum Content: Hashable, Sendable {
        /// A text without quotes: a number, `true`, `null`, or a word.
        case plain(String)
        /// A text with quotes. Quotes may be left out in a file if the text is unambiguous without them.
        case text(String)
        /// Keys and values.
        case mapping([Pair])
        /// A list.
        case list([SettingNode])
    }

    /// A key and a value of a mapping.
    public struct Pair: Hashable, Sendable {
        /// The key.
        public let key: SettingNode
        /// The value.
        public let value: SettingNode

        /// A key and its value.
        public init(key: SettingNode, value: SettingNode) {
            self.key = key
            self.value = value
        }
    }

    /// The written form.
    public let content: Content
    /// The line where it begins, from 1; nil if it is not from a file.
    public let line: Int?

    /// A value and its line.
    public init(_ content: Content, line: Int? = nil) {
        self.content = content
        self.line = line
    }

    /// A text without quotes.
    public static func plain(_ text: String) -> SettingNode { SettingNode(.plain(text)) }
    /// A text, quoted if necessary.
    public static func text(_ text: String) -> SettingNode { SettingNode(.text(text)) }
    /// The written form of null: `null` without quotes.
    public static let null = SettingNode.plain("null")

    /// Whether this is YAML's null: nothing, `~` or `null`.
    public var isNull: Bool {
        guard case .plain(let text) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Whether this is null, or the word `none` without quotes, which a person may write instead.
    public var isNone: Bool { isNull || content == .plain("none") }

    /// The text, with or without quotes; nil for a mapping or a list.
    public var string: String? {
        switch content {
        case .plain(let text), .text(let text): text
        case .mapping, .list: nil
        }
    }

    /// The value in one line for messages, with its quotes.
    public var summary: String {
        switch content {
        case .plain(let text): isNull ? "null" : excerpt(text.replacing(/\s+/, with: " "))
        case .text(let text): "\"\(excerpt(text.replacing(/\s+/, with: " ")))\""
        case .mapping: "a mapping"
        case .list: "a list"
        }
    }
}
