import Configuration
import Datasets
import GeneratedFaces

/// The samples that a configuration names.
public enum TrainingData {
    /// How many generated faces stand in where no data is named, validation faces included.
    public static let generatedFaces = 5600

    /// Reads the images, or draws faces where the configuration names none. What is `decoded` already is not decoded.
    ///
    /// - Throws: `DatasetError`.
    public static func read(
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

    /// Asks whether faces can be generated as the configuration wants images.
    ///
    /// - Throws: `DatasetError` if not.
    package static func requireGeneratedShape(_ configuration: RunConfiguration) throws(DatasetError) {
        try SyntheticFaces.requireShape(DataOptions(configuration.data, seed: configuration.seed).shape)
    }
}

extension DataOptions {
    /// How a run reads its images.
    public init(_ settings: DataSettings, seed: UInt64) {
        self.init(
            imageHeight: settings.imageHeight, imageWidth: settings.imageWidth, channels: settings.channels,
            validationFraction: settings.validationFraction, skipUnreadable: settings.skipUnreadable, seed: seed)
    }
}
