import Checkpoints
import Networks
import Tensors

/// A trained network, ready for inference.
public struct TrainedModel {
    /// The model's layers, its classes and the size of its images, as the checkpoint has them.
    public let metadata: ModelMetadata
    /// The network, built from ``metadata``.
    public let network: Network
    /// The weights and running statistics of the network, as one flat vector.
    public let weights: FloatStorage
    /// The contents of the checkpoint that the model was read from.
    public let file: TensorFile

    /// Reads a model from a checkpoint. If `path` is a run's folder, this is the run's best checkpoint. A
    /// `last.safetensors` has several sets of weights; of these, the present ones are read, not those of the best
    /// epoch.
    ///
    /// - Throws: `CheckpointError`.
    public init(path: String) throws(CheckpointError) {
        let given = path
        let path = try CheckpointStore.checkpoint(at: path)
        file = try TensorFile(reading: path)
        try CheckpointFormat.require(file, path: path)
        if path != given { try TrainedModel.requireRun(of: given, file, path: path) }
        metadata = try ModelMetadata(of: file, path: path)
        do throws(NetworkError) {
            network = try Network(metadata.model, input: metadata.input, classes: metadata.classes.count)
            weights = FloatStorage(count: network.layout.count)
            try network.layout.fill(weights, from: file.tensors(in: .weights))
        } catch {
            throw .damaged(path: path, problem: error.description)
        }
    }

    /// Checks that a checkpoint in a run's folder was written by that run. Nothing is checked if the checkpoint or the
    /// folder does not name its run.
    private static func requireRun(of folder: String, _ file: TensorFile, path: String) throws(CheckpointError) {
        guard let its = file.metadata[CheckpointStore.runIDKey], let run = CheckpointStore.runID(of: folder), run != its
        else { return }
        throw .damaged(path: path, problem: "it is of run \(its), and this folder is that of run \(run)")
    }
}
