import Checkpoints
import Datasets
import Foundation
import GeneratedFaces
import PlainText
import Run
import Tensors

/// How good a trained model is on labelled images.
public struct Evaluation: Codable, Sendable {
    /// Which split was scored: train, validation or test, or all images where the data has no splits.
    public let split: String
    /// Images that could not be read and were left out.
    public let skipped: Int
    /// Mean cross-entropy, −log of the true class's probability, without class weights and L2 term.
    public let crossEntropy: Double
    /// What a person may want to know of how the data were read, a line each.
    public let remarks: [String]
    /// True and predicted classes.
    public let confusion: ConfusionMatrix
    /// Precision, recall and F1 of each class.
    public let report: ClassificationReport

    /// Classifies every image of a data set's split. Classes are matched by name.
    ///
    /// - Parameters:
    ///   - data: nil for generated faces of `seed`.
    ///   - split: `train`, `validation` or `test`; nil for the best that there is: test, validation, all.
    /// - Throws: `DatasetError`, also for a class that the model does not know.
    public init(
        of model: TrainedModel, data: String?, split: String?, seed: UInt64, skipUnreadable: Bool, generatedFaces: Int
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
        let places = try Evaluation.match(dataset.classes, to: model.metadata.classes, path: data ?? "generated faces")
        let labels = images.labels.map { UInt16(places[Int($0)]) }
        let results = Inference(network: model.network, weights: model.weights).evaluate(images.images, labels: labels)
        self.split = name
        skipped = dataset.skipped
        crossEntropy = results.crossEntropy
        remarks = dataset.remarks
        confusion = ConfusionMatrix(
            classes: model.metadata.classes, labels: labels, predictions: results.predictions)
        report = ClassificationReport(confusion)
    }

    /// What the run held out of data without validation images: a split of such data is the same as in the run.
    private static func heldOut(of model: TrainedModel, split: String?) -> Double {
        split == nil ? 0 : model.file.metadata["validation_fraction"].flatMap { Double($0) } ?? 0
    }

    private static func choose(
        _ name: String?, of dataset: Dataset, path: String
    ) throws(DatasetError) -> (String, Split) {
        let splits = [("test", dataset.test), ("validation", dataset.validation), ("train", dataset.train)]
        for case (let candidate, let split?) in splits where split.count > 0 && (name ?? candidate) == candidate {
            let isAll = dataset.test == nil && dataset.validation.count == 0
            return (isAll ? "all images" : candidate, split)
        }
        throw .wrongLayout(path: path, reason: "there are no images in its split '\(name ?? "train")'")
    }

    /// The model's place of each of the data's classes.
    private static func match(_ classes: [String], to known: [String], path: String) throws(DatasetError) -> [Int] {
        var places: [Int] = []
        for name in classes {
            guard let place = known.firstIndex(of: name) else {
                throw .wrongLayout(
                    path: path,
                    reason: "its class '\(name)' is not one of the checkpoint's: \(known.joined(separator: ", "))")
            }
            places.append(place)
        }
        return places
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
