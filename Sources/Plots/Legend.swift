/// The legend of a drawing: what its colours mean. The entries stand side by side. Where an entry would make a line too
/// wide, the entry begins a new line.
public struct Legend: Sendable {
    /// The sign that stands before the text of an entry.
    public enum Sign: Hashable, Sendable {
        /// A filled square.
        case area(Paint)
        /// A line.
        case line(Paint, width: Double = 2, dashes: [Double] = [])
        /// A filled circle.
        case dot(Paint)
    }

    /// The entries: each has a sign, and the text that says what the sign means.
    public let entries: [(sign: Sign, text: String)]
    private let lines: [[Int]]

    private static let signWidth = 18.0
    private static let signGap = 6.0
    private static let entryGap = 20.0
    private static let lineHeight = 19.0

    /// A legend whose lines are at most `width` pixels wide. If an entry alone is wider than that, its text is
    /// shortened.
    public init(_ entries: [(sign: Sign, text: String)], width: Double) {
        let room = width - Legend.signWidth - Legend.signGap
        self.entries = entries.map { ($0.sign, TextStyle.label.fitted($0.text, width: room)) }
        var lines: [[Int]] = []
        var used = Double.infinity
        for (index, entry) in self.entries.enumerated() {
            let needed = Legend.width(of: entry.text)
            if used + Legend.entryGap + needed > width {
                lines.append([])
                used = -Legend.entryGap
            }
            lines[lines.count - 1].append(index)
            used += Legend.entryGap + needed
        }
        self.lines = lines
    }

    /// The height of the legend in pixels.
    public var height: Double { Double(lines.count) * Legend.lineHeight }

    private static func width(of text: String) -> Double { signWidth + signGap + TextStyle.label.width(of: text) }

    /// Draws the legend with its upper left corner at a point.
    public func draw(in drawing: inout Drawing, at corner: Point) {
        for (row, line) in lines.enumerated() {
            var x = corner.x
            let baseline = corner.y + Double(row) * Legend.lineHeight + 13
            for index in line {
                let entry = entries[index]
                draw(entry.sign, in: &drawing, at: Point(x, baseline - 4.2))
                drawing.add(TextMark(entry.text, at: Point(x + Legend.signWidth + Legend.signGap, baseline)))
                x += Legend.width(of: entry.text) + Legend.entryGap
            }
        }
    }

    private func draw(_ sign: Sign, in drawing: inout Drawing, at left: Point) {
        let middle = left.x + Legend.signWidth / 2
        switch sign {
        case .area(let paint):
            drawing.add(.rectangle(Rectangle(x: middle - 6, y: left.y - 6, width: 12, height: 12), paint))
        case .line(let paint, let width, let dashes):
            drawing.add(
                .line([left, Point(left.x + Legend.signWidth, left.y)], paint, width: width, dashes: dashes))
        case .dot(let paint): drawing.add(.dot(Point(middle, left.y), radius: 4, paint))
        }
    }
}
