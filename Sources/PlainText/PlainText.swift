/// `text` fit for a line on a terminal, in a log or a table: every character that could break or reorder the line is
/// shown as its escape, for instance `\n` or `\u{1B}`. What goes beyond `limit` UTF-8 bytes is cut at the end of a
/// character. A text that is plain already stays as it is.
package func plainText(_ text: String, bytes limit: Int = .max) -> String {
    escaping(text, bytes: limit, keepsLines: false).plain
}

/// Several lines fit for a terminal: like ``plainText(_:bytes:)``, but a line break stays one.
package func plainLines(_ text: String) -> String {
    escaping(text, bytes: .max, keepsLines: true).plain
}

/// What an error shows of a text from a file: plain, and with `…` where it was cut.
package func excerpt(_ text: String, bytes limit: Int = 100) -> String {
    let (plain, isWhole) = escaping(text, bytes: limit, keepsLines: false)
    return isWhole ? plain : plain + "…"
}

/// A whole error: one line, whatever the file that it is about holds.
package func errorLine(_ text: String) -> String {
    excerpt(text, bytes: 2000)
}

/// Control characters, line and paragraph separators, and the invisible ones that change the order of others.
package func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}

private func escaping(_ text: String, bytes limit: Int, keepsLines: Bool) -> (plain: String, isWhole: Bool) {
    func isPlain(_ scalar: Unicode.Scalar) -> Bool { !breaksLine(scalar) || (keepsLines && scalar == "\n") }
    if text.utf8.count <= limit, text.unicodeScalars.allSatisfy(isPlain) { return (text, true) }
    var plain = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
        let shown = isPlain(scalar) ? String(scalar) : escape(of: scalar)
        count += shown.utf8.count
        if count > limit { return (String(plain), false) }
        plain += shown.unicodeScalars
    }
    return (String(plain), true)
}

/// As Swift writes it in a string.
private func escape(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
}
