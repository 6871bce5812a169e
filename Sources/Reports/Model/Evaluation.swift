import Datasets
import Run

/// The quality of a trained model, or of several, on labelled images.
public struct Evaluation: Encodable, Sendable {
    /// Which images an evaluation scores, and how.
    public struct Options: Sendable {
        /// The path of the data set; nil for generated faces.
        public var data: String?
        /// The split to score. Nil for the test images if the data has any, else for its validation images. If the data
        /// has neither, nil is for the images that the first model's run held out of this data for validation. If the
        /// first checkpoint does not show that its run did so, nil is for all images.
        public var split: SplitName?
        /// Whether each image is also scored with left and right swapped, and both results are averaged.
        public var flips = false
        /// The seed of generated faces, and of the choice of validation images if a checkpoint does not contain the
        /// seed of its run.
        public var seed: UInt64 = 0
        /// Whether unreadable images are left out and counted. Otherwise the first unreadable image is an error.
        public var skipUnreadable = false
        /// The number of faces that are generated if ``data`` is nil.
        public var generatedFaces: Int

        /// Options for the data set at a path, or for this number of generated faces if `data` is nil.
        public init(data: String?, generatedFaces: Int) {
            self.data = data
            self.generatedFaces = generatedFaces
        }
    }

    /// The paths of the checkpoints. The probabilities of several checkpoints are averaged.
    public let checkpoints: [String]
    /// Whether each image was also scored with left and right swapped.
    public let flips: Bool
    /// What was scored: `train`, `validation` or `test`; `all images` if the data has no validation or test images.
    public let split: String
    /// The number of images that could not be read and were left out.
    public let skipped: Int
    /// Remarks on how the data were read, a line each.
    public let remarks: [String]
    /// The share of images whose most probable class is the right one, with its standard error.
    public let accuracy: Accuracy
    /// The accuracy without the images that are also training images of the data. Two images count as the same if they
    /// have the same pixels after decoding and conversion to the model's image size. Nil if no images remain, or if the
    /// data have no training images other than the images that are scored.
    public let withoutTrainingImages: Accuracy?
    /// How many of the scored images are also training images; nil if the data have no training images other than the
    /// images that are scored.
    public let alsoTrainingImages: Int?
    /// Mean cross-entropy, −log of the true class's probability, without class weights and L2 term.
    public let crossEntropy: Double
    /// How well probabilities agree with accuracy.
    public let calibration: Calibration
    /// The number of images for each pair of a true and a predicted class.
    public let confusion: ConfusionMatrix
    /// The confusion matrix with each row divided by its sum.
    public let confusionShares: [[Double]]
    /// The share of each class's images that are predicted correctly, by the name of the class. Classes without images
    /// are missing.
    public let accuracyByClass: [String: Double]
    /// The pairs of classes that are confused most often, at most 20; see ``ConfusionMatrix/mostConfused(limit:)``.
    public let mostConfused: [ConfusionMatrix.Confusion]
    /// Precision, recall and F1 of each class.
    public let report: ClassificationReport
    /// The images with their predictions; not part of the JSON form.
    public let images: EvaluatedImages

    private enum CodingKeys: String, CodingKey {
        case checkpoints
        case flips = "flip"
        case split, skipped, remarks, accuracy
        case withoutTrainingImages = "without_training_images"
        case alsoTrainingImages = "also_training_images"
        case crossEntropy = "cross_entropy"
        case calibration, confusion
        case confusionShares = "confusion_shares"
        case accuracyByClass = "accuracy_by_class"
        case mostConfused = "most_confused"
        case report
    }

    /// Classifies every image of a data set's split. The classes of the data and of the models are matched by name.
    ///
    /// - Throws: `DatasetError`, also for a class that the models do not know.
    public init(of ensemble: Ensemble, _ options: Options) throws(DatasetError) {
        let data = try EvaluatedData(for: ensemble, options)
        let labels = data.split.labels
        let scores = ensemble.scores(of: data.split.images, labels: labels, flips: options.flips)
        let predictions = scores.probabilities.map(Inference.mostProbable)
        let areCorrect = zip(labels, predictions).map { Int($0) == $1 }
        checkpoints = ensemble.paths
        flips = options.flips
        split = data.name
        skipped = data.skipped
        remarks = data.remarks + ensemble.remarks
        accuracy = Accuracy(correct: areCorrect.count { $0 }, of: labels.count)
        let alsoTraining = data.training.map { data.split.images.images(alsoIn: $0.images).map(\.image) }
        alsoTrainingImages = alsoTraining?.count
        withoutTrainingImages = alsoTraining.flatMap { images in
            guard images.count < labels.count else { return nil }
            let correct = areCorrect.count { $0 } - images.count { areCorrect[$0] }
            return Accuracy(correct: correct, of: labels.count - images.count)
        }
        crossEntropy = scores.crossEntropies.reduce(0, +) / Double(max(labels.count, 1))
        calibration = Calibration(
            zip(scores.probabilities, areCorrect).map { (confidence: $0.max() ?? 0, isCorrect: $1) })
        confusion = ConfusionMatrix(classes: ensemble.classes, labels: labels, predictions: predictions)
        confusionShares = confusion.shares
        accuracyByClass = confusion.accuracyByClass
        mostConfused = confusion.mostConfused(limit: 20)
        report = ClassificationReport(confusion)
        images = EvaluatedImages(data.split, classes: ensemble.classes, probabilities: scores.probabilities)
    }
}
