/// `text` as part of one line on a terminal, in a log or a table: characters that could break or reorder the line are
/// escaped, for instance as `\n` or `\u{1B}`. The result is cut to at most `limit` UTF-8 bytes.
package func plainText(_ text: String, bytes limit: Int = .max) -> String {
    escaping(text, bytes: limit, keepsLines: false).plain
}

/// Several lines for a terminal: like ``plainText(_:bytes:)``, but line breaks are kept.
package func plainLines(_ text: String) -> String {
    escaping(text, bytes: .max, keepsLines: true).plain
}

/// The start of a text from outside, for instance from a file, for an error that quotes the text. The start is escaped
/// as by ``plainText(_:bytes:)``, and `…` follows if the rest was cut off.
package func excerpt(_ text: String, bytes limit: Int = 100) -> String {
    let (plain, isWhole) = escaping(text, bytes: limit, keepsLines: false)
    return isWhole ? plain : plain + "…"
}

/// The text of an error as one line. The text is cut after 2000 bytes, as it may quote long texts from files.
package func errorLine(_ text: String) -> String {
    excerpt(text, bytes: 2000)
}

/// Whether a character could break or disguise a line of output. Such characters are control characters, separators of
/// lines and of paragraphs, and Unicode's invisible format characters, some of which reverse the order of the
/// characters after them.
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

/// The escape that stands for a character in a string literal of Swift.
private func escape(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
}

/// A number with its noun, for instance `1 epoch` or `8 epochs`.
///
/// - Parameter plural: the plural of the noun; nil to add an s.
package func counted(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}
