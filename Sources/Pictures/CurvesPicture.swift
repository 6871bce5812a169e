import Configuration
import Foundation
import PlainText
import Plots
import Run
import Training
import Vocabulary

extension Picture {
    /// The accuracy and the loss in training and validation, and the learning rate, over the epochs. The epoch with the
    /// best weights is marked. Never nil: before an epoch has ended, the drawing says so.
    static func curves(_ source: PictureSource) -> Drawing? {
        Curves(source).drawing()
    }
}

private struct Curves {
    private let source: PictureSource
    private let records: [EpochRecord]
    private let best: EpochRecord?

    private static let training = Colour.orange
    private static let validation = Colour.blue
    private static let heights = (high: 200.0, low: 96.0)
    private static let gap = 26.0
    private static let dashes = [7.0, 3.0]

    init(_ source: PictureSource) {
        self.source = source
        records = source.history.records
        best = source.bestRecord
    }

    func drawing() -> Drawing {
        let width = Picture.width
        let legend = Legend(entries, width: width - 2 * Drawing.margin)
        let top = Drawing.headingHeight + legend.height + 14
        let frames = Curves.heights.high * 2 + Curves.heights.low + 2 * Curves.gap
        var drawing = Drawing(
            title: "Accuracy and loss", summary: summary, width: width,
            height: top + frames + Panel.titledHeight + 8)
        drawing.addHeading(details: details)
        legend.draw(in: &drawing, at: Point(Drawing.margin, Drawing.headingHeight))

        let left = Drawing.margin + 18 + (scales(top: 0).map { Panel.labelWidth(of: $0) }.max() ?? 0)
        let right = width - Drawing.margin - 4
        let epochs = CurveScales.epoch(last: records.last?.epoch, from: left, to: right)
        let panels = scales(top: top).enumerated().map { index, scale in
            Panel(frame(index, top: top, left: left, right: right), x: epochs, y: scale)
        }
        for (index, panel) in panels.enumerated() {
            panel.drawGrid(in: &drawing, upright: true, level: true)
            let isLogarithmic = panel.y is LogScale
            panel.drawYAxis(
                in: &drawing,
                title: ["accuracy", "loss", "learning rate"][index] + (isLogarithmic ? " (log)" : ""))
            let isLast = index == panels.count - 1
            panel.drawXAxis(in: &drawing, title: isLast ? "epoch" : nil, hasLabels: isLast)
            if let best {
                panel.drawRule(in: &drawing, atX: Double(best.epoch), note: "best weights: epoch \(best.epoch)")
            }
        }
        draw(.accuracy, in: &drawing, panels[0])
        draw(.loss, in: &drawing, panels[1])
        panels[2].drawLine(in: &drawing, learningRates, Colour.green)
        if records.isEmpty {
            drawing.add(
                TextMark(
                    "no epoch has ended yet", at: Point(panels[0].frame.middleX, panels[0].frame.middleY), .heading,
                    .middle, paint: .muted))
        }
        return drawing
    }

    // MARK: Words

    private var entries: [(sign: Legend.Sign, text: String)] {
        func values(_ values: MetricValues?) -> String {
            guard let values, let accuracy = values[.accuracy], let loss = values[.loss] else { return "" }
            return ": \(percent(Double(accuracy), decimals: 2)), loss \(rounded(loss)) in the best epoch"
        }
        return [
            (.line(.colour(Curves.training), dashes: Curves.dashes), "training\(values(best?.training))"),
            (.line(.colour(Curves.validation)), "validation\(values(best?.validation))"),
        ] + (best.map { [(.line(.muted, dashes: [5, 4]), "best weights: epoch \($0.epoch)")] } ?? [])
    }

    private var details: String {
        let model = source.configuration.model.split(separator: "/").last ?? ""
        let missing = records.flatMap { values(of: $0) }.count { !$0.isFinite }
        return "\(source.name): \(model), \(records.count) epoch\(records.count == 1 ? "" : "s"), best by "
            + source.configuration.best.monitor.rawValue
            + (missing > 0 ? "; \(missing) value\(missing == 1 ? " is" : "s are") not finite and not drawn" : "")
    }

    private var summary: String {
        guard let best, let accuracy = best.validation[.accuracy] else { return "No epoch has ended yet." }
        return "Curves over \(records.count) epochs. The best weights are those of epoch \(best.epoch), with a "
            + "validation accuracy of \(percent(Double(accuracy), decimals: 2))."
    }

    private func rounded(_ value: Float) -> String {
        value.isFinite ? String(format: "%.4f", value) : "\(value)"
    }

    // MARK: Values

    private func values(of record: EpochRecord) -> [Double] {
        [Metric.accuracy, .loss].flatMap { metric in
            [record.training[metric], record.validation[metric]].compactMap { $0.map(Double.init) }
        }
    }

    /// The points of the learning rate's curve. Where the rate changes, the curve stays level up to the next epoch and
    /// jumps there, so that it has a step and no slope.
    private var learningRates: [(x: Double, y: Double)] {
        zip(records, records.dropFirst() + records.suffix(1)).flatMap { record, next in
            record.learningRate == next.learningRate
                ? [(Double(record.epoch), Double(record.learningRate))]
                : [record.epoch, next.epoch].map { (Double($0), Double(record.learningRate)) }
        }
    }

    private func values(_ metric: Metric) -> [Double] {
        records.flatMap { [$0.training[metric], $0.validation[metric]] }.compactMap { $0.map(Double.init) }
            .filter(\.isFinite)
    }

    private func draw(_ metric: Metric, in drawing: inout Drawing, _ panel: Panel) {
        // Training is drawn in dashes over validation, so that both are seen where they are equal.
        func line(_ split: KeyPath<EpochRecord, MetricValues>) -> [(x: Double, y: Double)] {
            records.map { (Double($0.epoch), $0[keyPath: split][metric].map(Double.init) ?? .nan) }
        }
        panel.drawLine(in: &drawing, line(\.validation), Curves.validation)
        panel.drawLine(in: &drawing, line(\.training), Curves.training, dashes: Curves.dashes)
        guard let best, let value = best.validation[metric], value.isFinite else { return }
        let point = Point(panel.x.position(Double(best.epoch)), panel.y.position(Double(value)))
        drawing.add(
            .dot(point, radius: 4.5, .colour(Curves.validation)),
            note: "epoch \(best.epoch): val_\(metric.rawValue) \(value)")
    }

    // MARK: Scales

    private func frame(_ index: Int, top: Double, left: Double, right: Double) -> Rectangle {
        Rectangle(
            x: left, y: top + Double(index) * (Curves.heights.high + Curves.gap), width: right - left,
            height: index < 2 ? Curves.heights.high : Curves.heights.low)
    }

    private func scales(top: Double) -> [any Scale] {
        (0..<3).map { index in
            let frame = frame(index, top: top, left: 0, right: 1)
            return switch index {
            case 0: CurveScales.accuracy(values(.accuracy), from: frame.bottom, to: frame.y)
            case 1: CurveScales.positive(values(.loss), from: frame.bottom, to: frame.y, ticks: 6)
            default:
                CurveScales.positive(
                    records.map { Double($0.learningRate) }.filter(\.isFinite), from: frame.bottom, to: frame.y,
                    ticks: 4)
            }
        }
    }
}
