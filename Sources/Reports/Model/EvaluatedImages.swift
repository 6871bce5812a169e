import Datasets
import Run

/// The images of an evaluation, with what was predicted for each.
public struct EvaluatedImages: Sendable {
    /// An image of the evaluation, with its true class and what was predicted for it.
    public struct Row: Sendable {
        /// The image's path. For a row of FER2013's table: the table's path, a colon and the line of the row. For a
        /// generated face: its index.
        public let image: String
        /// The name of the image's true class.
        public let label: String
        /// The name of the most probable class.
        public let prediction: String
        /// The probability of each class, in the order of ``EvaluatedImages/classes``.
        public let probabilities: [Float]
    }

    /// The names of the classes, in the order of each row's probabilities.
    public let classes: [String]
    /// One row for each image of the evaluation.
    public let rows: [Row]

    init(_ split: Split, classes: [String], probabilities: [[Float]]) {
        self.classes = classes
        rows = split.labels.indices.map { index in
            Row(
                image: split.sources.isEmpty ? String(index) : split.sources[index],
                label: classes[Int(split.labels[index])],
                prediction: classes[Inference.mostProbable(probabilities[index])], probabilities: probabilities[index])
        }
    }

    /// How the first line of ``csv`` begins; the names of the classes follow. The option `--predictions` replaces an
    /// existing file only if the file is empty or begins like this.
    public static let header = "image,label,prediction,"

    /// Comma-separated values: a header line, then image, true class, predicted class and all probabilities.
    public var csv: String {
        let header = EvaluatedImages.header + classes.map(csvField).joined(separator: ",")
        let lines = rows.map { row in
            [row.image, row.label, row.prediction].map(csvField) + row.probabilities.map { "\($0)" }
        }
        return ([header] + lines.map { $0.joined(separator: ",") }).map { $0 + "\n" }.joined()
    }
}
