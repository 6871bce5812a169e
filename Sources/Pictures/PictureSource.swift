import Configuration
import Datasets
import Networks
import Reports
import Run
import Training

/// What the pictures of a run, and its page, are made from. Without data or weights there are fewer pictures.
public struct PictureSource {
    /// The name of the run's folder.
    public var name: String
    /// The run's options.
    public var configuration: RunConfiguration
    /// The finished epochs.
    public var history: History
    /// The epoch of the best weights.
    public var bestEpoch: Int?
    /// The images; nil if they are not there any more.
    public var dataset: Dataset?
    /// What the best weights make of the validation images.
    public var classified: ClassifiedSplit?
    /// The model; nil without a checkpoint.
    public var model: Model?
    /// Facts about the last checkpoint, among them digests, by their names in its metadata.
    public var facts: [String: String] = [:]
    /// The result; nil while the run goes on.
    public var summary: RunSummary?

    /// The model of a run.
    public struct Model: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Height×width×channels of its images.
        public var input: String
        /// Its classes, in the order of the outputs.
        public var classes: [String]
        /// Parameters that can be trained.
        public var parameters: Int

        /// A model.
        public init(name: String, input: String, classes: [String], parameters: Int) {
            self.name = name
            self.input = input
            self.classes = classes
            self.parameters = parameters
        }
    }

    /// A source without images and weights.
    public init(
        name: String, configuration: RunConfiguration, history: History = History(), bestEpoch: Int? = nil,
        dataset: Dataset? = nil, classified: ClassifiedSplit? = nil
    ) {
        self.name = name
        self.configuration = configuration
        self.history = history
        self.bestEpoch = bestEpoch
        self.dataset = dataset
        self.classified = classified
    }

    /// The names of the digests in ``facts`` that tell whether two runs are the same.
    package static let digestNames = ["weights_sha256", "best_weights_sha256", "state_sha256", "data_sha256"]

    /// The epoch of the best weights.
    public var bestRecord: EpochRecord? { history.records.first { $0.epoch == bestEpoch } }
}

/// Images with the classes that a model predicts for them.
public struct ClassifiedSplit {
    /// Class names.
    public let classes: [String]
    /// The images and their classes.
    public let split: Split
    /// The most probable class of each image.
    public let predictions: [Int]
    /// The probability of that class, for each image.
    public let confidences: [Float]

    /// Takes the probability of each class for each image.
    public init(classes: [String], split: Split, probabilities: [[Float]]) {
        precondition(probabilities.count == split.count, "\(probabilities.count) predictions of \(split.count) images")
        self.classes = classes
        self.split = split
        predictions = probabilities.map(Inference.mostProbable)
        confidences = zip(probabilities, predictions).map { $0[$1] }
    }

    /// Whether the prediction for an image is right.
    public func isRight(_ image: Int) -> Bool { predictions[image] == Int(split.labels[image]) }

    /// How often each class was predicted as each other one.
    public var confusion: ConfusionMatrix {
        ConfusionMatrix(classes: classes, labels: split.labels, predictions: predictions)
    }
}
