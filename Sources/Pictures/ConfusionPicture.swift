import Datasets
import PlainText
import Plots
import Reports

extension Picture {
    /// The confusion matrix. Each cell has the number of images of a true class that got a predicted class, and above
    /// it this number's share of all images of the true class. Nil if the run has no predictions.
    static func confusion(_ source: PictureSource) -> Drawing? {
        guard let classified = source.classified, classified.split.count > 0 else { return nil }
        return ConfusionCells(classified.confusion, run: source.name).drawing()
    }
}

private struct ConfusionCells {
    private let matrix: ConfusionMatrix
    private let shown: ShownClasses
    private let run: String
    private let cell: Double
    private let names: [String]
    private let rowNames: [String]
    private let columnNames: [String]
    private let areUpwards: Bool

    private static let longestName = 150.0
    private static let axisHeight = 24.0
    private static let keyHeight = 80.0

    init(_ matrix: ConfusionMatrix, run: String) {
        self.matrix = matrix
        self.run = run
        shown = ShownClasses(counts: matrix.support)
        let cell = min(max(640 / Double(shown.indices.count), 32), 84)
        self.cell = cell
        names = shown.indices.map { matrix.classes[$0] }
        rowNames = TextStyle.label.fitted(names, width: ConfusionCells.longestName)
        let fits = names.allSatisfy { TextStyle.label.width(of: $0) <= cell - 6 }
        areUpwards = !fits
        columnNames = fits ? names : rowNames
    }

    func drawing() -> Drawing {
        let rowWidth = rowNames.map { TextStyle.label.width(of: $0) }.max() ?? 0
        let columnHeight = areUpwards ? rowWidth + 8 : 18
        let left = Drawing.margin + ConfusionCells.axisHeight + rowWidth + 8
        let top = Drawing.headingHeight + ConfusionCells.axisHeight + columnHeight
        let side = cell * Double(names.count)
        let width = max(left + side + Drawing.margin, 460)
        var drawing = Drawing(
            title: "Confusion matrix", summary: summary, width: width,
            height: top + side + ConfusionCells.keyHeight)
        drawing.addHeading(
            details:
                "\(run): \(percent(matrix.accuracy)) of \(TickFormat.count(matrix.total)) validation images are right"
                + shown.remark)
        drawing.add(
            TextMark(
                "predicted class", at: Point(left + side / 2, Drawing.headingHeight + 14), .label, .middle,
                paint: .muted))
        drawing.add(
            TextMark(
                "true class", at: Point(Drawing.margin + 12, top + side / 2), .label, .middle, isUpwards: true,
                paint: .muted))
        for index in names.indices {
            let middle = (Double(index) + 0.5) * cell
            drawing.add(TextMark(rowNames[index], at: Point(left - 7, top + middle + 4.2), .label, .end))
            drawing.add(
                areUpwards
                    ? TextMark(columnNames[index], at: Point(left + middle + 4.2, top - 7), .label, isUpwards: true)
                    : TextMark(columnNames[index], at: Point(left + middle, top - 7), .label, .middle))
        }
        drawCells(in: &drawing, left: left, top: top)
        drawKey(in: &drawing, at: Point(left, top + side + 18))
        return drawing
    }

    private func drawCells(in drawing: inout Drawing, left: Double, top: Double) {
        let support = matrix.support
        let isSmall = cell < 52
        for (row, actual) in shown.indices.enumerated() {
            guard support[actual] > 0 else {
                let text = TextStyle.small.fitted("no images", width: cell * Double(names.count) - 12)
                let place = Point(left + 6, top + (Double(row) + 0.5) * cell + 4)
                drawing.add(TextMark(text, at: place, .small, paint: .muted))
                continue
            }
            for (column, predicted) in shown.indices.enumerated() {
                let count = matrix.counts[actual][predicted]
                let share = Double(count) / Double(support[actual])
                let colour = Colour.cell(share)
                let place = Rectangle(
                    x: left + Double(column) * cell, y: top + Double(row) * cell, width: cell, height: cell)
                drawing.add(
                    .rectangle(
                        Rectangle(x: place.x, y: place.y, width: cell - 1, height: cell - 1), .colour(colour)),
                    note: "\(names[row]) as \(names[column]): \(count), \(percent(share))")
                guard count > 0 else { continue }
                let paint = Paint.colour(colour.readableInk)
                // In small cells the percent sign is left out; the key below the matrix has it.
                let text = isSmall ? String(percent(share, decimals: 0).dropLast()) : percent(share)
                drawing.add(fitted(text, isSmall ? 11 : 13, in: place, drop: isSmall ? -2 : -1, paint))
                drawing.add(
                    fitted(TickFormat.count(count), isSmall ? 8.5 : 11, in: place, drop: isSmall ? 9 : 15, paint))
            }
        }
    }

    /// A text in the middle of a cell, made smaller if it is wider than the cell. Its base line is `drop` pixels below
    /// the middle.
    private func fitted(_ text: String, _ size: Double, in cell: Rectangle, drop: Double, _ paint: Paint) -> TextMark {
        let width = TextStyle(size).width(of: text)
        let style = TextStyle(size * min(1, (cell.width - 4) / width))
        return TextMark(text, at: Point(cell.middleX, cell.middleY + drop), style, .middle, paint: paint)
    }

    private func drawKey(in drawing: inout Drawing, at corner: Point) {
        let width = 200.0
        let steps = 40
        for step in 0..<steps {
            let x = corner.x + width * Double(step) / Double(steps)
            drawing.add(
                .rectangle(
                    Rectangle(x: x, y: corner.y, width: width / Double(steps) + 0.5, height: 10),
                    .colour(.cell((Double(step) + 0.5) / Double(steps)))))
        }
        for (share, alignment) in [(0.0, TextMark.Alignment.start), (1.0, .end)] {
            drawing.add(
                TextMark(
                    percent(share, decimals: 0), at: Point(corner.x + width * share, corner.y + 25), .small, alignment))
        }
        let text = "upper number: \(cell < 52 ? "% " : "share ")of the true class; lower: images"
        let fitted = TextStyle.small.fitted(text, width: drawing.width - Drawing.margin - corner.x)
        drawing.add(TextMark(fitted, at: Point(corner.x, corner.y + 43), .small, paint: .muted))
    }

    private var summary: String {
        let pairs = matrix.mostConfused(limit: 3).map {
            "\($0.actual) taken for \($0.predicted) \(percent($0.share))"
        }
        return "\(matrix.correct) of \(matrix.total) images are right."
            + (pairs.isEmpty ? "" : " Most confused: \(pairs.joined(separator: ", ")).")
    }
}
