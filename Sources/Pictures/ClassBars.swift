import Plots

/// A chart of horizontal bars, with a row for each class: the form of the pictures `classes` and `per-class`.
struct ClassBars {
    /// A bar of a row: coloured parts one after the other from left to right, and a text at the bar's end.
    struct Bar {
        let parts: [(value: Double, colour: Colour)]
        let text: String
        var note: String?
    }

    /// A row: the class and its bars, one below the other.
    struct Row {
        let name: String
        let bars: [Bar]
    }

    let title: String
    let summary: String
    let details: String
    let legend: [(colour: Colour, text: String)]
    let axis: String
    /// The value at the right end of the axis; if nil, the value of the longest bar.
    var highest: Double?
    var format = TickFormat.number
    let rows: [Row]

    private static let barHeight = 13.0
    private static let barPitch = 15.0
    private static let rowGap = 8.0
    private static let longestName = 190.0

    func drawing() -> Drawing {
        let width = Picture.width
        let legend = Legend(
            self.legend.map { (.area(.colour($0.colour)), $0.text) }, width: width - 2 * Drawing.margin)
        let top = Drawing.headingHeight + legend.height + 12
        let rowHeight = Double(rows.map(\.bars.count).max() ?? 1) * ClassBars.barPitch + ClassBars.rowGap
        let frameHeight = max(Double(rows.count) * rowHeight, 40)
        var drawing = Drawing(
            title: title, summary: summary, width: width, height: top + frameHeight + Panel.titledHeight + 8)
        drawing.addHeading(details: details)
        legend.draw(in: &drawing, at: Point(Drawing.margin, Drawing.headingHeight))

        let names = TextStyle.label.fitted(rows.map(\.name), width: ClassBars.longestName)
        let nameWidth = names.map { TextStyle.label.width(of: $0) }.max() ?? 0
        let textWidth = rows.flatMap(\.bars).map { TextStyle.small.width(of: $0.text) }.max() ?? 0
        let left = Drawing.margin + nameWidth + 10
        let right = width - Drawing.margin - textWidth - 8
        let longest = rows.flatMap(\.bars).map { $0.parts.map(\.value).reduce(0, +) }.max() ?? 1
        let scale = LinearScale(
            0...max(highest ?? longest, 1e-9), from: left, to: right, ticks: 6, isWhole: format == .number,
            format: format)
        let bands = BandScale(count: rows.count, from: top, to: top + Double(rows.count) * rowHeight)
        let panel = Panel(
            Rectangle(x: left, y: top, width: right - left, height: frameHeight), x: scale,
            y: LinearScale(0...1, from: 0, to: 1, ticks: 1))
        panel.drawGrid(in: &drawing, upright: true, level: false)
        for (index, row) in rows.enumerated() {
            drawing.add(TextMark(names[index], at: Point(left - 8, bands.middle(index) + 4.2), .label, .end))
            let first = bands.middle(index) - Double(row.bars.count) * ClassBars.barPitch / 2
            for (line, bar) in row.bars.enumerated() {
                draw(bar, in: &drawing, y: first + Double(line) * ClassBars.barPitch + 1, scale)
            }
        }
        panel.drawXAxis(in: &drawing, title: axis)
        return drawing
    }

    private func draw(_ bar: Bar, in drawing: inout Drawing, y: Double, _ scale: LinearScale) {
        var value = 0.0
        for part in bar.parts where part.value > 0 {
            let start = scale.position(value)
            value += part.value
            drawing.add(
                .rectangle(
                    Rectangle(x: start, y: y, width: scale.position(value) - start, height: ClassBars.barHeight),
                    .colour(part.colour)), note: bar.note)
        }
        drawing.add(TextMark(bar.text, at: Point(scale.position(value) + 6, y + 10.4), .small))
    }
}
