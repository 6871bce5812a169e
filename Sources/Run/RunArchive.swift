import Checkpoints
import Datasets
import Files
import Foundation
import Networks
import Tensors
import Training

/// Writes the files of a run. Checkpoints come first, since all other files can be made from them again.
package struct RunArchive {
    package let directory: RunDirectory

    /// The archive of a run's directory.
    package init(directory: RunDirectory) {
        self.directory = directory
    }

    /// Writes the present state as the last checkpoint.
    package func writeCheckpoint(of run: TrainingRun, facts: CheckpointFacts) throws(StorageError) {
        try directory.checkpoints.save(run.checkpoint(facts: facts))
    }

    /// Exports the best weights.
    package func exportBest(of run: TrainingRun, facts: CheckpointFacts) throws(StorageError) {
        try directory.checkpoints.export(run.bestExport(runID: facts.runID), as: CheckpointStore.bestName)
    }

    /// Writes the table of epochs.
    package func writeHistory(of run: TrainingRun) throws(StorageError) {
        try AtomicFile.write(run.history.csv(), to: directory.historyPath)
    }

    /// Writes the final files of a run beside its last checkpoint, and returns the summary.
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

    /// Whether the summary of this state was written.
    package func hasSummary(of file: TensorFile) -> Bool {
        guard let text = try? AtomicFile.text(of: directory.summaryPath) else { return false }
        return text.contains(file.stateDigest)
    }
}
