import Checkpoints
import Files
import Run
import Training

/// The results of a run, read from its directory.
public struct RunRecord: Sendable {
    /// The metrics of each epoch, in the order of the epochs.
    public let history: [EpochRecord]
    /// The summary of the run: for instance its digests, best epoch and speed.
    public let summary: RunSummary

    /// Reads a run directory. The run must have written its summary, which it does when it finishes and when it is
    /// interrupted in order. A run that still goes on, or was killed, has no summary of its last checkpoint.
    ///
    /// - Throws: `CheckpointError` if there is no run, the summary is missing or of another checkpoint, or its files
    ///   are damaged.
    public init(_ directory: String) throws(CheckpointError) {
        let path = RunFile.checkpoints.path(in: directory) + "/" + CheckpointStore.lastName
        let checkpoint = try TensorFile(reading: path)
        history = try checkpoint.history(path).records
        summary = try RunSummary(in: directory)
        guard summary.outcome.stateSHA256 == checkpoint.stateDigest else {
            throw .notStopped(directory: directory)
        }
    }
}
