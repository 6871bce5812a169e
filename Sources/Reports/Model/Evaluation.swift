import Checkpoints
import Datasets
import Foundation
import GeneratedFaces
import PlainText
import Run
import Tensors

/// The quality of a trained model on labelled images.
public struct Evaluation: Codable, Sendable {
    /// The split that was scored: train, validation or test, or all images if the data has no splits.
    public let split: String
    /// Images that could not be read and were left out.
    public let skipped: Int
    /// Mean cross-entropy, −log of the true class's probability, without class weights and L2 term.
    public let crossEntropy: Double
    /// Remarks on how the data were read, a line each.
    public let remarks: [String]
    /// True and predicted classes.
    public let confusion: ConfusionMatrix
    /// Precision, recall and F1 of each class.
    public let report: ClassificationReport

    /// Classifies every image of a data set's split. Classes are matched by name.
    ///
    /// - Parameters:
    ///   - data: nil for generated faces of `seed`.
    ///   - split: nil for the first of test and validation that the data has, or else all images.
    /// - Throws: `DatasetError`, also for a class that the model does not know.
    public init(
        of model: TrainedModel, data: String?, split: SplitName?, seed: UInt64, skipUnreadable: Bool,
        generatedFaces: Int
    ) throws(DatasetError) {
        let dataset: Dataset
        if let data {
            let input = model.metadata.input
            dataset = try DatasetReader.read(
                path: data,
                options: DataOptions(
                    imageHeight: input.height, imageWidth: input.width, channels: input.channels,
                    validationFraction: Evaluation.heldOut(of: model, split: split), skipUnreadable: skipUnreadable,
                    seed: model.file.metadata["seed"].flatMap { UInt64($0) } ?? seed))
        } else {
            try SyntheticFaces.requireShape(model.metadata.input)
            dataset = SyntheticFaces.dataset(count: generatedFaces, seed: seed)
        }
        let (name, images) = try Evaluation.choose(split, of: dataset, path: data ?? "generated faces")
        let indices = try Evaluation.match(dataset.classes, to: model.metadata.classes, path: data ?? "generated faces")
        let labels = images.labels.map { UInt16(indices[Int($0)]) }
        let results = Inference(network: model.network, weights: model.weights).evaluate(images.images, labels: labels)
        self.split = name
        skipped = dataset.skipped
        crossEntropy = results.crossEntropy
        remarks = dataset.remarks
        confusion = ConfusionMatrix(
            classes: model.metadata.classes, labels: labels, predictions: results.predictions)
        report = ClassificationReport(confusion)
    }

    /// The fraction that the run held out: so the same split is made of data without validation images.
    private static func heldOut(of model: TrainedModel, split: SplitName?) -> Double {
        split == nil ? 0 : model.file.metadata["validation_fraction"].flatMap { Double($0) } ?? 0
    }

    private static func choose(
        _ wanted: SplitName?, of dataset: Dataset, path: String
    ) throws(DatasetError) -> (String, Split) {
        let splits: [(SplitName, Split?)] = [
            (.test, dataset.test), (.validation, dataset.validation), (.train, dataset.train),
        ]
        for case (let name, let split?) in splits where split.count > 0 && (wanted ?? name) == name {
            let isAll = dataset.test == nil && dataset.validation.count == 0
            return (isAll ? "all images" : name.rawValue, split)
        }
        throw .wrongLayout(path: path, reason: "there are no images in its split '\((wanted ?? .train).rawValue)'")
    }

    /// The index in the model of each class of the data.
    private static func match(_ classes: [String], to known: [String], path: String) throws(DatasetError) -> [Int] {
        var indices: [Int] = []
        for name in classes {
            guard let index = known.firstIndex(of: name) else {
                throw .wrongLayout(
                    path: path,
                    reason: "its class '\(name)' is not one of the checkpoint's: \(known.joined(separator: ", "))")
            }
            indices.append(index)
        }
        return indices
    }

    /// The report, the confusion matrix and the most confused pairs, for people.
    public var text: String {
        var lines = [report.text]
        lines.append(
            "Accuracy on \(split): " + percent(confusion.accuracy) + " (\(confusion.correct) of \(confusion.total))")
        lines.append("Cross-entropy on \(split): " + String(format: "%.4f", crossEntropy))
        if skipped > 0 { lines.append("Left out as unreadable: \(skipped)") }
        lines += remarks
        lines += ["", "Confusion matrix (rows: true class, columns: predicted):", confusion.table()]
        let pairs = confusion.mostConfused(limit: 5)
        if !pairs.isEmpty { lines.append("Most confused:") }
        for pair in pairs {
            let (actual, predicted) = (plainText(pair.actual), plainText(pair.predicted))
            lines.append("  \(actual) taken for \(predicted): \(pair.count) (\(percent(pair.share)))")
        }
        return lines.joined(separator: "\n")
    }

    private enum CodingKeys: String, CodingKey {
        case split, skipped
        case crossEntropy = "cross_entropy"
        case remarks, confusion, report
    }

    private func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded())
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)%"
    }
}
