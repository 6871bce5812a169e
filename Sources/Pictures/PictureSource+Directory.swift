import Checkpoints
import Configuration
import Datasets
import Files
import Foundation
import Networks
import Run
import Tensors
import Training

extension PictureSource {
    /// Reads the folder of a run, and classifies its validation images with the best weights. The run may still be
    /// going on.
    ///
    /// - Parameters:
    ///   - job: the run's job, whose images are in memory; nil to read the images again.
    ///   - remark: called with a line for each thing that is missing or damaged, for instance the images.
    /// - Throws: ``PictureError/noRun(path:)``, `ConfigurationError`, or `CheckpointError` for a damaged checkpoint.
    public init(run path: String, job: TrainingJob? = nil, remark: (String) -> Void) throws {
        let configurationPath = RunFile.configuration.path(in: path)
        guard FileManager.default.fileExists(atPath: configurationPath) else { throw PictureError.noRun(path: path) }
        var configuration = RunConfiguration()
        try configuration.read(file: configurationPath, .own)
        self.init(name: URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent, configuration: configuration)

        guard let last = try PictureSource.lastCheckpoint(inRun: path) else {
            remark("\(path) has no checkpoint yet: its curves are empty, and there are no other pictures")
            return
        }
        if let warning = last.warning { remark(warning) }
        model = try Model(of: last.file, path: last.path)
        // The page shows digests of 64 characters and shorter facts. Longer entries of the metadata hold the state of
        // the run, for instance its history.
        facts = last.file.metadata.filter { $0.value.utf8.count <= 80 }
        summary = try? RunSummary(in: path)
        history = try last.file.history(last.path)
        bestEpoch = try last.file.counters(last.path).bestEpoch
        dataset = job?.dataset ?? PictureSource.dataset(configuration, of: last.file, remark: remark)
        guard let dataset else { return }
        do throws(CheckpointError) {
            let model = try TrainedModel(path: path)
            classified = ClassifiedSplit(
                classes: dataset.classes, split: dataset.validation,
                probabilities: Inference(network: model.network, weights: model.weights)
                    .probabilities(of: dataset.validation.images))
        } catch {
            remark("\(error); pictures of predictions are left out")
        }
    }

    private static func lastCheckpoint(
        inRun path: String
    ) throws -> (file: TensorFile, path: String, warning: String?)? {
        do throws(CheckpointError) {
            return try CheckpointStore(directory: RunFile.checkpoints.path(in: path)).loadLast()
        } catch .missing {
            return nil
        }
    }

    /// The images, read again; nil if they cannot be read, or are not the images that the run was trained on. `remark`
    /// is then called.
    private static func dataset(
        _ configuration: RunConfiguration, of checkpoint: TensorFile, remark: (String) -> Void
    ) -> Dataset? {
        do {
            let dataset = try TrainingData.read(configuration, decoded: PixelCache(configuration.data))
            guard checkpoint.dataFingerprint == TrainingJob.fingerprint(of: dataset) else {
                remark(
                    "\(configuration.data.path ?? "the generated faces"): the images are not those that the run was "
                        + "trained on, so only its curves are drawn")
                return nil
            }
            return dataset
        } catch {
            remark("\(error); only the run's curves are drawn")
            return nil
        }
    }
}

extension PictureSource.Model {
    /// The facts about the model of a checkpoint.
    ///
    /// - Throws: `CheckpointError.damaged`.
    fileprivate init(of file: TensorFile, path: String) throws(CheckpointError) {
        let metadata = try ModelMetadata(of: file, path: path)
        do throws(NetworkError) {
            let network = try Network(metadata.model, input: metadata.input, classes: metadata.classes.count)
            self.init(
                name: metadata.model.name, input: metadata.input.description, classes: metadata.classes,
                parameters: network.layout.trainableCount)
        } catch {
            throw .damaged(path: path, problem: error.description)
        }
    }
}
