import PlainText

/// A line for a terminal. It consists of parts, some of them coloured.
package struct StyledLine: Sendable, Hashable {
    /// The colours that a part can have, by their numbers in a terminal's escape sequences.
    package enum Colour: Int, Sendable {
        case dim = 2
        case green = 32
    }

    private struct Part: Hashable {
        let text: String
        let colour: Colour?
    }

    private var parts: [Part] = []

    /// A line that begins with this text, without colour.
    package init(_ text: String = "") {
        append(text)
    }

    /// Adds a part with this text. Control characters in the text are shown as escapes.
    package mutating func append(_ text: String, _ colour: Colour? = nil) {
        if !text.isEmpty { parts.append(Part(text: plainText(text), colour: colour)) }
    }

    /// The text of the line without its colours.
    package var text: String { parts.map(\.text).joined() }

    /// The number of columns that the line takes on a terminal.
    package var width: Int { text.unicodeScalars.count }

    /// The text for a terminal: with escape sequences for the colours, or without colours if `colour` is false.
    package func rendered(colour: Bool) -> String {
        guard colour else { return text }
        return parts.map { part in
            part.colour.map { "\u{1B}[\($0.rawValue)m\(part.text)\u{1B}[0m" } ?? part.text
        }.joined()
    }
}
