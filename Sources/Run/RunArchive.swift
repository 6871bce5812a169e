import Checkpoints
import Datasets
import Files
import Foundation
import Networks
import Tensors
import Training

/// Writes the files of a run. A checkpoint is written before the other files, since all of these can be made again from
/// the checkpoint.
package struct RunArchive {
    package let directory: RunDirectory

    /// The archive of a run's directory.
    package init(directory: RunDirectory) {
        self.directory = directory
    }

    /// Writes the present state of the run as the last checkpoint, `last.safetensors`.
    package func writeCheckpoint(of run: TrainingRun, facts: CheckpointFacts) throws(StorageError) {
        try directory.checkpoints.save(run.checkpoint(facts: facts))
    }

    /// Writes the best weights so far to `best.safetensors`.
    package func exportBest(of run: TrainingRun, facts: CheckpointFacts) throws(StorageError) {
        try directory.checkpoints.export(run.bestExport(runID: facts.runID), as: CheckpointStore.bestName)
    }

    /// Writes `history.csv`, a table with a line for each finished epoch.
    package func writeHistory(of run: TrainingRun) throws(StorageError) {
        try AtomicFile.write(run.history.csv(), to: directory.historyPath)
    }

    /// Writes the final files of a run: the best weights, `history.csv` and `summary.json`. The last checkpoint must be
    /// written before. Returns the summary.
    package func close(_ run: TrainingRun, facts: CheckpointFacts, stopped: StopReason) throws -> RunSummary {
        let checkpoint = run.checkpoint(facts: facts)
        try exportBest(of: run, facts: facts)
        try writeHistory(of: run)
        var summary = RunSummary(run, checkpoint: checkpoint, facts: facts, stopped: stopped)
        if stopped != .interrupted, let test = run.job.dataset.test, test.count > 0 {
            summary.outcome.testAccuracy = Float(
                Inference(network: run.job.network, weights: run.bestWeights).accuracy(on: test))
        }
        try AtomicFile.write(summary.text(), to: directory.summaryPath)
        return summary
    }

    /// Removes the summary that an earlier process of the run wrote, if there is one, because the run goes on.
    package func removeSummary() throws(StorageError) {
        try AtomicFile.remove(directory.summaryPath)
    }

    /// Whether `summary.json` is about the state in this checkpoint, that is, contains the state's digest. A process
    /// that ends in order writes the summary last. So without such a summary, the process was killed or has failed.
    package func hasSummary(of file: TensorFile) -> Bool {
        guard let text = try? AtomicFile.text(of: directory.summaryPath) else { return false }
        return text.contains(file.stateDigest)
    }
}
