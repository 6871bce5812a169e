import Checkpoints
import Coordination
import Datasets
import Networks
import Reports
import Tensors
import Training

/// What a coordinator writes to its run directory.
extension CoordinatorService {
    /// The counters of all lives of the coordinator together.
    private var factsNow: CheckpointFacts {
        var facts = facts
        facts.clusterCounters = facts.clusterCounters + machine.counters
        return facts
    }

    /// Makes the run's present state the last checkpoint.
    func writeCheckpoint() throws {
        guard let directory else { return }
        try directory.checkpoints.save(run.checkpoint(facts: factsNow))
        monitor.checkpointed(run)
    }

    /// Writes what an epoch has changed: checkpoint first, since the rest can be made of it again.
    func writeEpoch(_ epoch: EpochEnd) throws {
        guard let directory else { return }
        try writeCheckpoint()
        if run.counters.bestEpoch == epoch.record.epoch {
            try directory.checkpoints.export(run.bestExport(), as: CheckpointStore.bestName)
        }
        try AtomicFile.write(run.history.csv(), to: directory.historyPath)
    }

    /// Writes the last checkpoint, the export of the best weights, the history and the summary.
    func writeSummary(_ stopped: StopReason) throws {
        guard let directory else { return }
        let checkpoint = run.checkpoint(facts: factsNow)
        try directory.checkpoints.save(checkpoint)
        try directory.checkpoints.export(run.bestExport(), as: CheckpointStore.bestName)
        try AtomicFile.write(run.history.csv(), to: directory.historyPath)
        var summary = RunSummary(run, checkpoint: checkpoint, facts: factsNow, stopped: stopped)
        if stopped != .interrupted, let test = run.job.dataset.test {
            summary.testAccuracy = Float(
                Inference(network: run.job.network, weights: run.bestWeights).accuracy(on: test))
        }
        try AtomicFile.write(summary.text(), to: directory.summaryPath)
        monitor.finished(summary, directory: directory)
    }
}

extension ClusterCounters {
    /// The counters of two lives of a coordinator.
    static func + (left: ClusterCounters, right: ClusterCounters) -> ClusterCounters {
        var sum = left
        sum.workersJoined += right.workersJoined
        sum.sessionsLost += right.sessionsLost
        sum.blocksReassigned += right.blocksReassigned
        sum.blocksRaced += right.blocksRaced
        sum.blocksByWorker.merge(right.blocksByWorker) { $0 + $1 }
        return sum
    }
}
