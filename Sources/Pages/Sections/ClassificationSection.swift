import Datasets
import Foundation
import Pictures
import PlainText
import Plots
import Reports

extension Section {
    /// Precision, recall and F1 of each class, on the validation images; nil if the run has no predictions.
    static func classification(_ source: PageSource) throws -> HTML? {
        guard let classified = source.run.classified, classified.split.count > 0 else { return nil }
        let report = ClassificationReport(classified.confusion)
        func row(_ title: String, _ scores: ClassificationReport.Scores) -> (title: HTML, cells: [HTML]) {
            (
                HTML(title),
                [scores.precision, scores.recall, scores.f1].map { HTML(String(format: "%.3f", $0)) }
                    + [HTML(TickFormat.count(scores.support))]
            )
        }
        var table = Table(
            label: "Classification report", columns: ["class", "precision", "recall", "F1", "images"])
        table.rows = zip(report.classes, report.scores).map(row)
        table.totals = [
            row("macro average", report.macroAverage), row("weighted average", report.weightedAverage),
        ]
        return HTML([
            .paragraph(
                "The best weights on the validation images: \(classified.confusion.correct) of "
                    + "\(classified.split.count) right, \(percent(report.accuracy, decimals: 2))."),
            table.html,
            try source.figure(
                "per-class",
                caption: "Precision is the share of a class's predictions that are right, recall the share of its "
                    + "images that are found."),
        ])
    }
}
