import Datasets
import Foundation
import Networks
import PlainText
import Run
import Tensors

/// What a trained model makes of some images.
public struct Predictions: Codable, Sendable {
    /// One image's classes.
    public struct Row: Codable, Sendable {
        /// Its path as given or found.
        public let image: String
        /// The most probable class.
        public let prediction: String
        /// The probability of each class, in the order of ``Predictions/classes``.
        public let probabilities: [Float]

        private enum CodingKeys: String, CodingKey {
            case image
            case prediction = "class"
            case probabilities
        }
    }

    /// Class names.
    public let classes: [String]
    /// One row an image.
    public let rows: [Row]
    /// What is wrong with images that could not be read, a line each.
    public let failures: [String]
    /// What was left out in folders, a line each.
    public let remarks: [String]

    /// Classifies images; a folder stands for all images in it, `-` for one on standard input. An image that cannot be read
    /// is one of ``failures`` and keeps no other from being classified.
    ///
    /// - Throws: `DatasetError` for a path where nothing is, and a folder without images.
    public init(of model: TrainedModel, paths: [String]) throws(DatasetError) {
        let list = try ImageList(paths)
        let read = try list.read(shape: model.metadata.input)
        let inference = Inference(network: model.network, weights: model.weights)
        classes = model.metadata.classes
        remarks = list.remarks
        failures = read.failures.map(\.problemLine)
        rows = zip(read.paths, inference.probabilities(of: read.images)).map { file, probabilities in
            Row(
                image: file, prediction: model.metadata.classes[Inference.mostProbable(probabilities)],
                probabilities: probabilities)
        }
    }

    /// One line an image: its class, and the three most probable ones.
    public var text: String {
        rows.map { row in
            let best = row.probabilities.indices.sorted { row.probabilities[$0] > row.probabilities[$1] }.prefix(3)
            let shares = best.map { String(format: "%@ %.1f%%", classes[$0], row.probabilities[$0] * 100) }
            return plainText("\(row.image): \(row.prediction) (\(shares.joined(separator: ", ")))", bytes: 1 << 16)
                + "\n"
        }.joined()
    }

    /// Comma-separated values: a header line, then image, class and all probabilities.
    public var csv: String {
        let lines = rows.map { row in
            ([row.image, row.prediction].map(csvField) + row.probabilities.map { "\($0)" }).joined(separator: ",")
        }
        return ((["image", "class"] + classes).map(csvField).joined(separator: ",") + "\n")
            + lines.map { $0 + "\n" }.joined()
    }
}
