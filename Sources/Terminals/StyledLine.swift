import PlainText

/// A line for a terminal in parts, some of them coloured.
package struct StyledLine: Sendable, Hashable {
    /// The colours that are used.
    package enum Colour: Int, Sendable {
        case dim = 2
        case green = 32
    }

    private struct Part: Hashable {
        let text: String
        let colour: Colour?
    }

    private var parts: [Part] = []

    /// A line without colours.
    package init(_ text: String = "") {
        append(text)
    }

    /// Adds a part. Control characters in it are shown as escapes.
    package mutating func append(_ text: String, _ colour: Colour? = nil) {
        if !text.isEmpty { parts.append(Part(text: plainText(text), colour: colour)) }
    }

    /// The text alone.
    package var text: String { parts.map(\.text).joined() }

    /// How many columns it takes.
    package var width: Int { text.unicodeScalars.count }

    /// The characters for a terminal.
    package func rendered(colour: Bool) -> String {
        guard colour else { return text }
        return parts.map { part in
            part.colour.map { "\u{1B}[\($0.rawValue)m\(part.text)\u{1B}[0m" } ?? part.text
        }.joined()
    }
}
