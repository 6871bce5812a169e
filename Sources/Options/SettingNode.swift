import PlainText

/// A value as it is written in a file or on the command line, before it is converted to the type of its setting.
public struct SettingNode: Hashable, Sendable {
    /// The form in which a value is written.
    public enum Content: Hashable, Sendable {
        /// A text without quotes: a number, `true`, `null`, or a word.
        case plain(String)
        /// A text with quotes. A file that Chorus writes has quotes only where they may be necessary.
        case text(String)
        /// A mapping: keys and their values.
        case mapping([Pair])
        /// A list of values.
        case list([SettingNode])
    }

    /// A key and a value of a mapping.
    public struct Pair: Hashable, Sendable {
        /// The key, as it is written.
        public let key: SettingNode
        /// The value, as it is written.
        public let value: SettingNode

        /// A pair of a key and its value.
        public init(key: SettingNode, value: SettingNode) {
            self.key = key
            self.value = value
        }
    }

    /// The value in the form in which it is written.
    public let content: Content
    /// The line of the file where the value begins, counted from 1; nil if the value is not from a file.
    public let line: Int?

    /// A value in its written form, and the line where it begins.
    public init(_ content: Content, line: Int? = nil) {
        self.content = content
        self.line = line
    }

    /// The node of a text that is written without quotes.
    public static func plain(_ text: String) -> SettingNode { SettingNode(.plain(text)) }
    /// The node of a text that is written with quotes where they are necessary.
    public static func text(_ text: String) -> SettingNode { SettingNode(.text(text)) }
    /// The written form of null: `null` without quotes.
    public static let null = SettingNode.plain("null")

    /// Whether this is null as YAML writes it: an empty text without quotes, `~` or `null`.
    public var isNull: Bool {
        guard case .plain(let text) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Whether this is null in YAML, or the word `none` without quotes, which a person may write instead of null.
    public var isNone: Bool { isNull || content == .plain("none") }

    /// The text, with or without quotes; nil for a mapping or a list.
    public var string: String? {
        switch content {
        case .plain(let text), .text(let text): text
        case .mapping, .list: nil
        }
    }

    /// The value in one line for messages: a text with the quotes that it has, cut if it is long. A mapping or a list
    /// is only named as such.
    public var summary: String {
        switch content {
        case .plain(let text): isNull ? "null" : excerpt(text.replacing(/\s+/, with: " "))
        case .text(let text): "\"\(excerpt(text.replacing(/\s+/, with: " ")))\""
        case .mapping: "a mapping"
        case .list: "a list"
        }
    }
}
