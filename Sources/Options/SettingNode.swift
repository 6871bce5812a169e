/// A value as it is written in a file or on the command line, before it is known what it should be.
public struct SettingNode: Hashable, Sendable {
    /// What is written.
    public enum Content: Hashable, Sendable {
        /// A text without quotes: a number, `true`, `null`, or a word.
        case plain(String)
        /// A text with quotes. A writer of files may leave them out where the text cannot be taken for something else.
        case text(String)
        /// Keys and values.
        case mapping([Pair])
        /// A list, which no setting takes: its elements are not kept.
        case list
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

    /// What is written.
    public let content: Content
    /// The line where it begins, from 1; nil if it is in no file.
    public let line: Int?

    /// A value, and where it is written.
    public init(_ content: Content, line: Int? = nil) {
        self.content = content
        self.line = line
    }

    /// A text without quotes.
    public static func plain(_ text: String) -> SettingNode { SettingNode(.plain(text)) }
    /// A text with quotes where it needs them.
    public static func text(_ text: String) -> SettingNode { SettingNode(.text(text)) }
    /// What stands for no value.
    public static let null = SettingNode.plain("null")

    /// Whether this is YAML's null: nothing, `~` or `null`.
    public var isNull: Bool {
        guard case .plain(let text) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The text, with or without quotes; nil for a mapping or a list.
    public var string: String? {
        switch content {
        case .plain(let text), .text(let text): text
        case .mapping, .list: nil
        }
    }
}

/// What is written is no value of the kind that a setting has, or out of its range.
public struct Misfit: Error, Hashable {
    /// The part of it that is wrong.
    public let node: SettingNode
    /// The key of that part within the value; nil if the whole value is wrong.
    public let subkey: String?

    /// A part that is wrong.
    public init(_ node: SettingNode, subkey: String? = nil) {
        self.node = node
        self.subkey = subkey
    }
}
