import Datasets
import Foundation
import Networks
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

    /// Classifies images; a folder stands for all images in it.
    ///
    /// - Throws: `DatasetError` naming the file.
    public init(of model: TrainedModel, paths: [String]) throws(DatasetError) {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw .notFound(path: path)
            }
            files += isFolder.boolValue ? try imagePaths(in: path) : [path]
        }
        let shape = model.metadata.input
        let images = try ImageStore(shape: shape, count: files.count) { (index, pixels) throws(DatasetError) in
            pixels.update(from: try readImage(path: files[index], shape: shape), count: shape.count)
        }
        let inference = Inference(network: model.network, weights: model.weights)
        classes = model.metadata.classes
        rows = zip(files, inference.probabilities(of: images)).map { file, probabilities in
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
            return "\(row.image): \(row.prediction) (\(shares.joined(separator: ", ")))\n"
        }.joined()
    }

    /// Comma-separated values: a header line, then image, class and all probabilities.
    public var csv: String {
        let lines = rows.map { row in
            ([row.image, row.prediction].map(quoted) + row.probabilities.map { "\($0)" }).joined(separator: ",")
        }
        return ((["image", "class"] + classes).map(quoted).joined(separator: ",") + "\n")
            + lines.map { $0 + "\n" }.joined()
    }

    /// RFC 4180's quotes, where they are needed.
    private func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
