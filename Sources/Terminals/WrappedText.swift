/// A line of text in lines of at most `width` columns, broken at spaces only: a longer word, like a path, has a line of
/// its own.
///
/// - Parameter indent: spaces before all lines but the first.
package func wrappedText(_ text: String, width: Int, indent: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var isEmpty = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        if isEmpty || line.count + 1 + word.count <= width {
            line += isEmpty ? word : " " + word
        } else {
            lines.append(line)
            line = String(repeating: " ", count: indent) + word
        }
        isEmpty = false
    }
    return lines + [line]
}
