import Checkpoints
import Datasets
import Reports
import Run

/// A trained model that classifies images.
public struct Classifier {
    private let model: TrainedModel

    /// A classifier with the best weights of a run, or with the weights of a checkpoint.
    ///
    /// - Parameter path: a run directory, or a `.safetensors` file of Chorus.
    /// - Throws: `CheckpointError` if there is no such file, or it is damaged or not a checkpoint.
    public init(_ path: String) throws(CheckpointError) {
        model = try TrainedModel(path: path)
    }

    /// Class names, in the order of the network's outputs.
    public var classes: [String] { model.metadata.classes }

    /// Classifies one image.
    ///
    /// - Parameter path: a PNG, JPEG or WebP file. The image is resized to the model's input.
    /// - Throws: `DatasetError` if there is no such file, or it is not an image.
    public func predict(_ path: String) throws(DatasetError) -> Prediction {
        let predictions = try Predictions(of: model, paths: [path])
        guard let row = predictions.rows.first else {
            throw .unreadableFile(path: path, reason: predictions.failures.first ?? "it is not an image")
        }
        return Prediction(row, classes: classes)
    }

    /// Classifies the images at these paths. For a path of a folder, it classifies all images in the folder. If an
    /// image cannot be read, the others are still classified.
    ///
    /// - Returns: a prediction for each image, and a line for each image that could not be read.
    /// - Throws: `DatasetError` for a path that does not exist.
    public func predict(all paths: [String]) throws(DatasetError) -> (predictions: [Prediction], failures: [String]) {
        let predictions = try Predictions(of: model, paths: paths)
        return (predictions.rows.map { Prediction($0, classes: classes) }, predictions.failures)
    }
}

/// What a model predicts for one image.
public struct Prediction: Sendable, Hashable {
    /// The path of the image's file.
    public let image: String
    /// The name of the most probable class.
    public let label: String
    /// The probability of ``label``, 0…1.
    public let confidence: Float
    /// The probability of each class, by name.
    public let probabilities: [String: Float]

    init(_ row: Predictions.Row, classes: [String]) {
        image = row.image
        label = row.prediction
        probabilities = Dictionary(uniqueKeysWithValues: zip(classes, row.probabilities))
        confidence = probabilities[row.prediction] ?? 0
    }
}
