import Foundation
import PlainText
import Plots
import Training
import Vocabulary

/// The curves of several runs in one drawing. Each run has a colour; thick lines are validation, thin lines training.
public struct ComparedCurves {
    private let runs: [(name: String, source: PictureSource)]

    private static let height = 260.0
    private static let gap = 26.0
    private static let metrics = [Metric.accuracy, .loss]
    private static let splits = [(\EpochRecord.training, 1.0), (\EpochRecord.validation, 2.0)]
    private static let dashes: [[Double]] = [[], [8, 3], [2, 3], [8, 3, 2, 3]]

    /// The curves of runs, each with a name for the legend.
    public init(_ runs: [(name: String, source: PictureSource)]) {
        self.runs = runs
    }

    /// The colour of a run, by its index among the runs. If there are more runs than colours, the colours repeat, and
    /// runs of the same colour differ in the dashes of their lines.
    public static func colour(ofRun index: Int) -> Colour { Colour.series[index % Colour.series.count] }

    private static func dashes(ofRun index: Int) -> [Double] { dashes[index / Colour.series.count % dashes.count] }

    /// Draws the curves of all runs.
    public func drawing() -> Drawing {
        let width = Picture.width
        let legend = Legend(entries, width: width - 2 * Drawing.margin)
        let top = Drawing.headingHeight + legend.height + 14
        var drawing = Drawing(
            title: "Accuracy and loss", summary: summary, width: width,
            height: top + 2 * ComparedCurves.height + ComparedCurves.gap + Panel.titledHeight + 8)
        drawing.addHeading(details: "\(runs.count) runs; thick lines are validation, thin lines training")
        legend.draw(in: &drawing, at: Point(Drawing.margin, Drawing.headingHeight))

        let tops = [top, top + ComparedCurves.height + ComparedCurves.gap]
        let scales = zip(ComparedCurves.metrics, tops).map { scale(of: $0, from: $1 + ComparedCurves.height, to: $1) }
        let left = Drawing.margin + 18 + (scales.map { Panel.labelWidth(of: $0) }.max() ?? 0)
        let right = width - Drawing.margin - 4
        let last = runs.compactMap { $0.source.history.records.last?.epoch }.max()
        let epochs = CurveScales.epoch(last: last, from: left, to: right)
        for (index, metric) in ComparedCurves.metrics.enumerated() {
            let frame = Rectangle(x: left, y: tops[index], width: right - left, height: ComparedCurves.height)
            let panel = Panel(frame, x: epochs, y: scales[index])
            let isLast = index == ComparedCurves.metrics.count - 1
            panel.drawGrid(in: &drawing, upright: true, level: true)
            panel.drawYAxis(in: &drawing, title: metric.rawValue)
            panel.drawXAxis(in: &drawing, title: isLast ? "epoch" : nil, hasLabels: isLast)
            draw(metric, in: &drawing, panel)
        }
        return drawing
    }

    private var entries: [(sign: Legend.Sign, text: String)] {
        runs.enumerated().map { index, run in
            let best = run.source.bestRecord
            let accuracy = best.flatMap { $0.validation[.accuracy] }.map { percent(Double($0), decimals: 2) }
            let sign = Legend.Sign.line(
                .colour(ComparedCurves.colour(ofRun: index)), dashes: ComparedCurves.dashes(ofRun: index))
            let result = best.flatMap { best in accuracy.map { ": \($0) in epoch \(best.epoch)" } }
            return (sign, run.name + (result ?? ": no epoch has ended yet"))
        }
    }

    private var summary: String {
        "Accuracy and loss of \(runs.count) runs against the epoch. Validation accuracy of the best weights: "
            + entries.map(\.text).joined(separator: "; ") + "."
    }

    private func scale(of metric: Metric, from bottom: Double, to top: Double) -> any Scale {
        let values = runs.flatMap(\.source.history.records).flatMap { [$0.training[metric], $0.validation[metric]] }
            .compactMap { $0.map(Double.init) }.filter(\.isFinite)
        return metric == .accuracy
            ? CurveScales.accuracy(values, from: bottom, to: top)
            : CurveScales.positive(values, from: bottom, to: top, ticks: 6)
    }

    private func draw(_ metric: Metric, in drawing: inout Drawing, _ panel: Panel) {
        for (split, width) in ComparedCurves.splits {
            for (index, run) in runs.enumerated() {
                let values = run.source.history.records.map { record in
                    (x: Double(record.epoch), y: record[keyPath: split][metric].map(Double.init) ?? .nan)
                }
                panel.drawLine(
                    in: &drawing, values, ComparedCurves.colour(ofRun: index), width: width,
                    dashes: ComparedCurves.dashes(ofRun: index))
            }
        }
        for (index, run) in runs.enumerated() {
            guard let best = run.source.bestRecord, let value = best.validation[metric], value.isFinite else {
                continue
            }
            let point = Point(panel.x.position(Double(best.epoch)), panel.y.position(Double(value)))
            drawing.add(
                .dot(point, radius: 4.5, .colour(ComparedCurves.colour(ofRun: index))),
                note: "\(run.name), epoch \(best.epoch): val_\(metric.rawValue) \(value)")
        }
    }
}
