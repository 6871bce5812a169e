import Datasets
import Foundation
import Networks
import PlainText
import Run
import Tensors

/// The classes that a trained model predicts for some images.
public struct Predictions: Codable, Sendable {
    /// An image, the class that is predicted for it and the probability of each class.
    public struct Row: Codable, Sendable {
        /// The path of the image; `-` for standard input.
        public let image: String
        /// The name of the most probable class.
        public let prediction: String
        /// The probability of each class, in the order of ``Predictions/classes``.
        public let probabilities: [Float]

        private enum CodingKeys: String, CodingKey {
            case image
            case prediction = "class"
            case probabilities
        }
    }

    /// The names of the classes, in the order of each row's probabilities.
    public let classes: [String]
    /// One row for each image that could be read.
    public let rows: [Row]
    /// For each image that could not be read, the error as one line.
    public let failures: [String]
    /// Remarks on the files in the given folders that were left out, a line for each folder.
    public let remarks: [String]

    /// Classifies images. The path of a folder stands for all images in it, and `-` for one image on standard input. An
    /// unreadable image is added to ``failures``; the other images are still classified.
    ///
    /// - Throws: `DatasetError`, for instance for a missing path or for a folder without images.
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

    /// The predictions for people: a line for each image, with its class and the three most probable classes.
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
