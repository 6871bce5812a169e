/// `text` fit for a log line: every character that could break or reorder one becomes a space, and what goes beyond
/// `limit` UTF-8 bytes is cut at the end of a character.
func safeText(_ text: String, bytes limit: Int) -> String {
    var safe = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
        let next: Unicode.Scalar = breaksLogLine(scalar) ? " " : scalar
        count += UTF8.width(next)
        if count > limit { break }
        safe.append(next)
    }
    return String(safe)
}

/// What is wrong with a text from the network, if anything is.
func problem(of text: String, bytes allowed: ClosedRange<Int>) -> String? {
    if text.isEmpty && allowed.lowerBound > 0 { return "is empty" }
    if !allowed.contains(text.utf8.count) { return "has \(text.utf8.count) bytes, the limit is \(allowed.upperBound)" }
    if text.unicodeScalars.contains(where: breaksLogLine) { return "has control characters" }
    return nil
}

/// Control characters, line and paragraph separators, and the invisible ones that change the order of others.
private func breaksLogLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}
