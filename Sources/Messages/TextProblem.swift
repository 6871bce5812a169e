import PlainText

/// What is wrong with a text from the network, in a few words. Nil if nothing is wrong: the text's UTF-8 length is in
/// `allowed`, and no character would break a log line.
func problem(of text: String, bytes allowed: ClosedRange<Int>) -> String? {
    if text.isEmpty && allowed.lowerBound > 0 { return "is empty" }
    if !allowed.contains(text.utf8.count) { return "has \(text.utf8.count) bytes, the limit is \(allowed.upperBound)" }
    if text.unicodeScalars.contains(where: breaksLine) { return "has control characters" }
    return nil
}
