extension Drawing {
    /// The distance of titles and pictures from the edges of a drawing, in pixels.
    public static let margin = 20.0
    /// The height of a heading, in pixels: the title and the line of details below it.
    public static let headingHeight = 62.0

    /// Writes the title in the upper left corner, and a line of details below it.
    public mutating func addHeading(details: String) {
        let width = self.width - 2 * Drawing.margin
        add(TextMark(TextStyle.title.fitted(title, width: width), at: Point(Drawing.margin, 30), .title))
        add(
            TextMark(
                TextStyle.label.fitted(details, width: width), at: Point(Drawing.margin, 49), .label, paint: .muted))
    }
}
