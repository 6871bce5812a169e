import PlainText

/// A text as a field of comma-separated values: control characters are escaped, quotes follow RFC 4180, and an
/// apostrophe precedes a text that a spreadsheet would read as a formula. The text is cut off after 64 KiB.
///
/// Source of the apostrophe: OWASP, "CSV Injection". Numbers are written without this function, so a negative number
/// gets no apostrophe.
func csvField(_ text: String) -> String {
    let plain = plainText(text, bytes: 1 << 16)
    let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let safe = isFormula ? "'" + plain : plain
    let needsQuotes = safe.contains { $0 == "," || $0 == "\"" || $0.isNewline } || safe.first == " " || safe.last == " "
    guard needsQuotes else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
}
