/// `text` fit for a line on a terminal or in a log: every character that could break or reorder the line becomes a
/// space, and what goes beyond `limit` UTF-8 bytes is cut at the end of a character.
package func plainText(_ text: String, bytes limit: Int) -> String {
    var plain = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
        let next: Unicode.Scalar = breaksLine(scalar) ? " " : scalar
        count += UTF8.width(next)
        if count > limit { break }
        plain.append(next)
    }
    return String(plain)
}

/// What an error shows of a text from a file: plain, and with `…` where it was cut.
package func excerpt(_ text: String, bytes limit: Int = 100) -> String {
    let plain = plainText(text, bytes: limit)
    return plain.unicodeScalars.count < text.unicodeScalars.count ? plain + "…" : plain
}

/// A whole error: one line, whatever the file that it is about holds.
package func errorLine(_ text: String) -> String {
    excerpt(text, bytes: 2000)
}

/// Control characters, line and paragraph separators, and the invisible ones that change the order of others.
package func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}
