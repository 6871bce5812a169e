extension String {
    /// Blanks before the text up to a width in code points, as Python's format specification `>` counts.
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - unicodeScalars.count)) + self
    }
}
