import Configuration
import Datasets
import GeneratedFaces

/// The images that a configuration asks for: those of a data set, or generated faces.
public enum TrainingData {
    /// How many faces are generated if the configuration names no data set, for training and validation together.
    public static let generatedFaces = 5600

    /// Reads the images, or draws faces if the configuration names no data set. Then adds augmented copies of training
    /// images to balance the classes, if the configuration says so. An image whose pixels `decoded` knows is not
    /// decoded again.
    ///
    /// - Parameters:
    ///   - progress: called with the number of images read so far and the number of all images.
    ///   - copying: called with the number of augmented copies made so far and the number of all copies.
    /// - Throws: `DatasetError`.
    public static func read(
        _ configuration: RunConfiguration, decoded: (any DecodedImages)? = nil,
        progress: DatasetReader.Progress? = nil, copying: DatasetReader.Progress? = nil
    ) throws(DatasetError) -> Dataset {
        let dataset = try originals(configuration, decoded: decoded, progress: progress)
        guard let balance = configuration.data.balance else { return dataset }
        return try dataset.balanced(balance, seed: configuration.seed, progress: copying)
    }

    /// Reads the images as ``read(_:decoded:progress:copying:)`` does, but adds no copies.
    ///
    /// - Throws: `DatasetError`.
    public static func originals(
        _ configuration: RunConfiguration, decoded: (any DecodedImages)? = nil, progress: DatasetReader.Progress? = nil
    ) throws(DatasetError) -> Dataset {
        guard let path = configuration.data.path else {
            try requireGeneratedShape(configuration)
            return SyntheticFaces.dataset(count: generatedFaces, seed: configuration.seed)
        }
        let dataset = try DatasetReader.read(
            path: path, options: DataOptions(configuration.data, seed: configuration.seed), decoded: decoded,
            progress: progress)
        guard dataset.classes.count > 1 else {
            throw .wrongLayout(
                path: path,
                reason:
                    "all images are of one class, '\(dataset.classes.first ?? "")': there is nothing to learn; add the "
                    + "images of another class, or name the folder that holds the folder of each class")
        }
        guard dataset.train.count > 0, dataset.validation.count > 0 else {
            throw .wrongLayout(
                path: path,
                reason: "there are no validation images: add a folder validation/ or set validation_fraction")
        }
        return dataset
    }

    /// Checks that faces can be generated with the configuration's image shape.
    ///
    /// - Throws: `DatasetError` if not.
    package static func requireGeneratedShape(_ configuration: RunConfiguration) throws(DatasetError) {
        try SyntheticFaces.requireShape(DataOptions(configuration.data, seed: configuration.seed).shape)
    }
}

extension DataOptions {
    /// The options with which the images of a run are read. The seed decides which images are held out for validation.
    public init(_ settings: DataSettings, seed: UInt64) {
        self.init(
            imageHeight: settings.imageHeight, imageWidth: settings.imageWidth, channels: settings.channels,
            validationFraction: settings.validationFraction, skipUnreadable: settings.skipUnreadable, seed: seed)
    }
}
