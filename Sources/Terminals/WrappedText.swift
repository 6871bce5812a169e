/// Breaks a line of text into lines of at most `width` columns. They are broken at spaces only: a word that does not
/// fit into a line, like a long path, gets a line of its own, which is too long.
///
/// - Parameter indent: the number of spaces before all lines but the first.
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
