import Checkpoints
import Networks
import Tensors

/// A trained network, ready to be used.
public struct TrainedModel {
    /// What the checkpoint says of it.
    public let metadata: ModelMetadata
    /// Its layers.
    public let network: Network
    /// Its weights and running statistics.
    public let weights: FloatStorage
    /// The file that it came from.
    public let file: TensorFile

    /// Reads a checkpoint: `best.safetensors`, or the present weights of a `last.safetensors`; of a run's folder its
    /// best.
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

    /// Asks whether the checkpoint that lies in a run's folder is that run's, as far as both say.
    private static func requireRun(of folder: String, _ file: TensorFile, path: String) throws(CheckpointError) {
        guard let its = file.metadata[CheckpointStore.runIDKey], let run = CheckpointStore.runID(of: folder), run != its
        else { return }
        throw .damaged(path: path, problem: "it is of run \(its), and this folder is that of run \(run)")
    }
}
