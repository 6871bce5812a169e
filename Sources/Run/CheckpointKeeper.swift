import Checkpoints
import Configuration
import Datasets
import Training
import Vocabulary

/// Decides when a run's files are written, and knows the versions in its checkpoints.
package struct CheckpointKeeper {
    private let run: TrainingRun
    private let archive: RunArchive?
    /// The contents of the last checkpoint, and the time when it was written.
    private var saved: (run: RunCounters, cluster: ClusterCounters, at: Duration)?
    /// The version of the weights in the checkpoint before that.
    private var savedBefore: UInt64?
    /// Checkpoints that were kept under a name of their own, with the versions of their weights.
    private var kept: [(name: String, version: UInt64)] = []

    /// - Parameter archive: where the run is written; nil to keep nothing.
    package init(_ run: TrainingRun, in archive: RunArchive?) {
        self.run = run
        self.archive = archive
    }

    /// Writes the present state as the last checkpoint, unless neither the run nor a counter has changed since. Returns
    /// whether it was written.
    package mutating func write(_ facts: CheckpointFacts, at now: Duration) throws -> Bool {
        guard let archive, saved?.run != run.counters || saved?.cluster != facts.clusterCounters else { return false }
        try archive.writeCheckpoint(of: run, facts: facts)
        savedBefore = saved?.run.version ?? savedBefore
        saved = (run.counters, facts.clusterCounters, now)
        return true
    }

    /// Whether the options ask for a checkpoint after the step that has just ended.
    package func isDue(at now: Duration) -> Bool {
        switch run.job.configuration.checkpointEvery {
        case .steps(let number): run.counters.version % UInt64(number) == 0
        case .seconds(let seconds): now - (saved?.at ?? .zero) >= .seconds(seconds)
        case nil: false
        }
    }

    /// Writes the files beside the last checkpoint: after each epoch, and at the start. Then they are those that a
    /// killed process may not have written, or the initial weights of a new run.
    ///
    /// - Parameter isBest: whether to export the best weights.
    package func writeTables(_ facts: CheckpointFacts, isBest: Bool) throws {
        if isBest { try archive?.exportBest(of: run, facts: facts) }
        try archive?.writeHistory(of: run)
    }

    /// Writes the final files of a run, after its checkpoint. Nil if no files are kept.
    package func close(_ facts: CheckpointFacts, _ stopped: StopReason) throws -> (summary: RunSummary, best: String)? {
        guard let archive else { return nil }
        return (try archive.close(run, facts: facts, stopped: stopped), archive.directory.bestPath)
    }

    /// Keeps a checkpoint from before a version of the weights, if there is one, under a name of its own. Returns its
    /// path.
    package mutating func keep(before version: UInt64) -> String? {
        guard let archive else { return nil }
        let bestVersion = run.counters.bestEpoch.map { UInt64($0 * run.job.trainPlan.steps) }
        let known: [(String, UInt64?)] =
            [
                (CheckpointStore.lastName, saved?.run.version), (CheckpointStore.previousName, savedBefore),
            ] + kept.sorted { $0.version > $1.version } + [(CheckpointStore.bestName, bestVersion)]
        guard case (let name, let found?)? = known.first(where: { $0.1.map { $0 < version } ?? false }) else {
            return nil
        }
        let checkpoints = archive.directory.checkpoints
        let isBest = name == CheckpointStore.bestName
        let second = (isBest ? "best-" : "") + "before-step-\(version).safetensors"
        guard checkpoints.keep(name, as: second) else { return checkpoints.path(name) }
        if !isBest { kept.append((second, found)) }
        return checkpoints.path(second)
    }
}
