import Foundation
import PlainText

/// Precision, recall and F1 of each class and their averages, with the values of scikit-learn's `classification_report`
/// when it is called with `zero_division=0` and with all classes as `labels`.
public struct ClassificationReport: Sendable, Hashable {
    /// The scores of a class, or of an average over the classes.
    public struct Scores: Sendable, Hashable, Codable {
        /// The share of correct predictions among all predictions of this class; 0 without predictions.
        public let precision: Double
        /// The share of the class's samples that are predicted correctly; 0 without samples.
        public let recall: Double
        /// The harmonic mean of precision and recall; 0 if both are 0.
        public let f1: Double
        /// The number of samples of the class. For an average, the number of all samples.
        public let support: Int

        enum CodingKeys: String, CodingKey {
            case precision, recall, support
            case f1 = "f1-score"
        }
    }

    /// The names of the classes.
    public let classes: [String]
    /// The scores of each class, in the order of ``classes``.
    public let scores: [Scores]
    /// The fraction of samples with a correct prediction; 0 without samples.
    public let accuracy: Double
    /// The mean of each score over the classes. Classes without samples count too.
    public let macroAverage: Scores
    /// The mean of each score over the classes, weighted by their numbers of samples.
    public let weightedAverage: Scores

    /// Makes the report of a confusion matrix.
    public init(_ matrix: ConfusionMatrix) {
        func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
        let support = matrix.support
        let predicted = matrix.predicted
        let scores = matrix.classes.indices.map { index in
            let hits = matrix.counts[index][index]
            return Scores(
                precision: ratio(hits, predicted[index]), recall: ratio(hits, support[index]),
                f1: ratio(2 * hits, support[index] + predicted[index]), support: support[index])
        }
        let total = matrix.total
        func macro(_ score: (Scores) -> Double) -> Double {
            scores.isEmpty ? 0 : scores.map(score).pairwiseSum() / Double(scores.count)
        }
        func weighted(_ score: (Scores) -> Double) -> Double {
            total == 0 ? macro(score) : scores.map { score($0) * Double($0.support) }.pairwiseSum() / Double(total)
        }
        func average(_ mean: ((Scores) -> Double) -> Double) -> Scores {
            Scores(precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1), support: total)
        }
        classes = matrix.classes
        self.scores = scores
        accuracy = matrix.accuracy
        macroAverage = average(macro)
        weightedAverage = average(weighted)
    }

    /// The text that scikit-learn prints with `digits=2`, byte for byte.
    public var text: String {
        let names = classes.map { plainText($0) }
        let width = max("weighted avg".count, names.map(\.unicodeScalars.count).max() ?? 0)
        func row(_ head: String, _ cells: [String]) -> String {
            head.leftPadded(to: width) + " " + cells.map { " " + $0.leftPadded(to: 9) }.joined() + "\n"
        }
        func row(_ head: String, _ scores: Scores) -> String {
            row(head, [scores.precision, scores.recall, scores.f1].map(rounded) + [counted(scores.support)])
        }
        func rounded(_ score: Double) -> String { String(format: "%.2f", score) }
        // If no prediction is correct, scikit-learn prints counts as floats.
        func counted(_ support: Int) -> String { accuracy == 0 ? "\(support).0" : "\(support)" }
        let rows = zip(names, scores).map { row($0, $1) }.joined()
        return row("", ["precision", "recall", "f1-score", "support"]) + "\n" + rows + "\n"
            + row("accuracy", ["", "", rounded(accuracy), counted(macroAverage.support)])
            + row("macro avg", macroAverage) + row("weighted avg", weightedAverage)
    }
}
