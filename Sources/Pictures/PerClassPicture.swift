import Datasets
import PlainText
import Plots
import Reports

extension Picture {
    /// Precision and recall of each class.
    static func perClass(_ source: PictureSource) -> Drawing? {
        guard let classified = source.classified, classified.split.count > 0 else { return nil }
        let report = ClassificationReport(classified.confusion)
        let shown = ShownClasses(counts: report.scores.map(\.support))
        let rows = shown.indices.map { label in
            let scores = report.scores[label]
            let name = report.classes[label]
            func bar(_ value: Double, _ colour: Colour, _ word: String, _ behind: String) -> ClassBars.Bar {
                ClassBars.Bar(
                    parts: [(value, colour)], text: percent(value) + behind, note: "\(name): \(word) \(percent(value))")
            }
            guard scores.support > 0 else {
                return ClassBars.Row(name: name, bars: [ClassBars.Bar(parts: [], text: "no images")])
            }
            return ClassBars.Row(
                name: name,
                bars: [
                    bar(scores.precision, .blue, "precision", ""),
                    bar(scores.recall, .orange, "recall", " of \(TickFormat.count(scores.support))"),
                ])
        }
        return ClassBars(
            title: "Precision and recall of each class",
            summary: "Macro averages: precision \(percent(report.macroAverage.precision)), recall "
                + "\(percent(report.macroAverage.recall)), F1 \(percent(report.macroAverage.f1)).",
            details: "\(source.name): macro F1 \(percent(report.macroAverage.f1)), accuracy "
                + "\(percent(report.accuracy)) of \(TickFormat.count(classified.split.count)) validation images"
                + shown.remark,
            legend: [
                (.blue, "precision: the share of its predictions that are right"),
                (.orange, "recall: the share of its images that are found"),
            ], axis: "precision, recall", highest: 1, format: .percent, rows: rows
        ).drawing()
    }
}
