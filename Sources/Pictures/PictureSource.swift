import Configuration
import Datasets
import Networks
import Reports
import Run
import Training

/// What the pictures of a run, and its page, are made from. Without images or weights there are fewer pictures.
public struct PictureSource {
    /// The name of the run's folder.
    public var name: String
    /// The settings of the run.
    public var configuration: RunConfiguration
    /// The metrics of the finished epochs.
    public var history: History
    /// The number of the epoch with the best weights; nil before an epoch has ended.
    public var bestEpoch: Int?
    /// The images; nil if they cannot be read, or are not the images that the run was trained on, or if there is no
    /// checkpoint.
    public var dataset: Dataset?
    /// The validation images with the predictions of the best weights; nil without images or weights.
    public var classified: ClassifiedSplit?
    /// The model; nil without a checkpoint.
    public var model: Model?
    /// Short entries of the last checkpoint's metadata by their names: digests and other facts about the run.
    public var facts: [String: String] = [:]
    /// The result of the run; nil if the run has not stopped, or if `summary.json` cannot be read.
    public var summary: RunSummary?

    /// Facts about the model of a run.
    public struct Model: Hashable, Sendable {
        /// The name of the model.
        public var name: String
        /// The size of an input image: height×width×channels.
        public var input: String
        /// The names of the classes, in the order of the model's outputs.
        public var classes: [String]
        /// The number of trainable parameters. Parameters of frozen layers count too.
        public var parameters: Int

        /// A model with these facts.
        public init(name: String, input: String, classes: [String], parameters: Int) {
            self.name = name
            self.input = input
            self.classes = classes
            self.parameters = parameters
        }
    }

    /// A source with these parts. It has no model, no facts and no summary yet.
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

    /// The names of those digests in ``facts`` by which runs are compared.
    package static let digestNames = ["weights_sha256", "best_weights_sha256", "state_sha256", "data_sha256"]

    /// The metrics of the epoch with the best weights; nil before an epoch has ended.
    public var bestRecord: EpochRecord? { history.records.first { $0.epoch == bestEpoch } }
}

/// Images with the classes that a model predicts for them.
public struct ClassifiedSplit {
    /// The names of the classes. Labels and predictions are indices into them.
    public let classes: [String]
    /// The images and their true classes.
    public let split: Split
    /// The most probable class of each image.
    public let predictions: [Int]
    /// The probability that the model gives to the predicted class, for each image.
    public let confidences: [Float]

    /// Makes the predictions from probabilities: for each image, the probability of each class.
    public init(classes: [String], split: Split, probabilities: [[Float]]) {
        precondition(probabilities.count == split.count, "\(probabilities.count) predictions of \(split.count) images")
        self.classes = classes
        self.split = split
        predictions = probabilities.map(Inference.mostProbable)
        confidences = zip(probabilities, predictions).map { $0[$1] }
    }

    /// Whether the prediction for an image is right.
    public func isRight(_ image: Int) -> Bool { predictions[image] == Int(split.labels[image]) }

    /// For each true class and each predicted class, how many images have both.
    public var confusion: ConfusionMatrix {
        ConfusionMatrix(classes: classes, labels: split.labels, predictions: predictions)
    }
}
