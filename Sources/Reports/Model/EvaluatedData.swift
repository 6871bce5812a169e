import Checkpoints
import Configuration
import Datasets
import GeneratedFaces
import PlainText
import Run
import Tensors

/// The images that an evaluation scores.
struct EvaluatedData {
    /// What is scored: `train`, `validation` or `test`; `all images` if the data has no validation or test images.
    let name: String
    /// The images to score. Their labels are indices of ``Ensemble/classes``.
    let split: Split
    /// The training images of the same data, to find out which scored images are also training images. Nil if the data
    /// has no training images, or if these are the images that are scored.
    let training: Split?
    /// The number of images that could not be read and were left out.
    let skipped: Int
    /// Remarks on how the data were read, a line each.
    let remarks: [String]

    /// Reads the images that `options` name, for the models of an ensemble. The classes of the data and of the models
    /// are matched by name.
    init(for ensemble: Ensemble, _ options: Evaluation.Options) throws(DatasetError) {
        let path = options.data ?? "generated faces"
        var dataset: Dataset
        var remarks: [String] = []
        if let data = options.data {
            let first = ensemble.members[0]
            let seeds = ensemble.members.map { $0.model.file.seed ?? options.seed }
            let fractions = ensemble.members.map(\.model.file.validationFraction)
            let input = ensemble.input
            dataset = try DatasetReader.read(
                path: data,
                options: DataOptions(
                    imageHeight: input.height, imageWidth: input.width, channels: input.channels,
                    validationFraction: options.split == nil ? 0 : fractions[0], skipUnreadable: options.skipUnreadable,
                    seed: seeds[0]))
            let hasSplits = dataset.validation.count > 0 || dataset.test != nil
            if options.split == nil, !hasSplits {
                if let own = EvaluatedData.ownSplit(of: dataset, first) {
                    dataset = own
                    remarks.append(
                        "\(first.path) was trained on \(path): only the "
                            + "\(counted(own.validation.count, "image")) that it held out for validation are scored")
                } else {
                    remarks.append(
                        "\(path) has no test or validation images: all are scored, also any that the model was "
                            + "trained on")
                }
            }
            if options.split != nil || dataset.validation.count > 0 && !hasSplits,
                Set(seeds).count > 1 || Set(fractions).count > 1
            {
                remarks.append(
                    "the runs of the checkpoints had different seeds or validation fractions: if \(path) has no "
                        + "validation images of its own, the images that the run of \(first.path) held out were "
                        + "training images of other runs")
            }
        } else {
            try SyntheticFaces.requireShape(ensemble.input)
            dataset = SyntheticFaces.dataset(count: options.generatedFaces, seed: options.seed)
            remarks.append("no data are named: these are generated faces")
        }
        let (name, isAll, images) = try EvaluatedData.choose(options.split, of: dataset, path: path)
        let indices = try EvaluatedData.match(dataset.classes, to: ensemble.classes, path: path)
        self.name = isAll ? "all images" : name.rawValue
        split = Split(
            images: images.images, labels: images.labels.map { UInt16(indices[Int($0)]) }, sources: images.sources)
        training = name == .train || dataset.train.count == 0 ? nil : dataset.train
        skipped = dataset.skipped
        self.remarks = dataset.remarks + remarks
    }

    /// The data, split into training and validation images as in the run of this model. Nil if the run was trained on
    /// other data or held out no images, or if the checkpoint does not say what the run was trained on.
    private static func ownSplit(of dataset: Dataset, _ member: Ensemble.Member) -> Dataset? {
        let file = member.model.file
        guard let fingerprint = file.dataFingerprint, let seed = file.seed,
            let own = dataset.holdingOut(fraction: file.validationFraction, seed: seed),
            let trained = try? balanced(own, as: file, member.path, seed: seed),
            TrainingJob.fingerprint(of: trained) == fingerprint
        else { return nil }
        return own
    }

    /// The data with the copies that the run added to balance the classes; unchanged if the run added none. The copies
    /// are needed because the run's fingerprint of the data includes them.
    private static func balanced(
        _ dataset: Dataset, as file: TensorFile, _ path: String, seed: UInt64
    ) throws -> Dataset {
        guard let text = try CheckpointOrigin(of: file, path: path).options?["data.balance"],
            let balance = try RunConfiguration(yaml: "data: {balance: \(text)}", file: path).data.balance
        else { return dataset }
        return try dataset.balanced(balance, seed: seed)
    }

    private static func choose(
        _ wanted: SplitName?, of dataset: Dataset, path: String
    ) throws(DatasetError) -> (SplitName, isAll: Bool, Split) {
        let splits: [(SplitName, Split?)] = [
            (.test, dataset.test), (.validation, dataset.validation), (.train, dataset.train),
        ]
        for case (let name, let split?) in splits where split.count > 0 && (wanted ?? name) == name {
            return (name, dataset.test == nil && dataset.validation.count == 0, split)
        }
        throw .wrongLayout(path: path, reason: "there are no images in its split '\((wanted ?? .train).rawValue)'")
    }

    /// For each class of the data, the index of the class in `known`, the classes of the models.
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
}
