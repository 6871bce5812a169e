extension String {
    /// Pads the text with leading blanks to a width in code points, like Python's format specification `>`.
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - unicodeScalars.count)) + self
    }
}
