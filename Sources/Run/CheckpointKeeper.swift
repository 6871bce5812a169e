import Checkpoints
import Configuration
import Datasets
import Training
import Vocabulary

/// When a run is written to its directory, and what its checkpoints there are from.
package struct CheckpointKeeper {
    private let run: TrainingRun
    private let archive: RunArchive?
    /// What the last checkpoint that was written says, and when that was.
    private var saved: (run: RunCounters, cluster: ClusterCounters, at: Duration)?
    /// The version of the weights in the checkpoint before that.
    private var savedBefore: UInt64?
    /// Checkpoints that were given a name of their own, with the versions of their weights.
    private var kept: [(name: String, version: UInt64)] = []

    /// - Parameter archive: where the run is written; nil to keep nothing.
    package init(_ run: TrainingRun, in archive: RunArchive?) {
        self.run = run
        self.archive = archive
    }

    /// Makes the run's present state the last checkpoint, unless it is that already: neither has the run gone on, nor
    /// has anything been counted that its next life is to know. Returns whether it was written.
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

    /// Writes the files beside the last checkpoint: after an epoch, and at the beginning what a life that was killed
    /// may have left undone, or the initial weights of a new run.
    ///
    /// - Parameter isBest: whether the best weights are to be exported.
    package func writeTables(_ facts: CheckpointFacts, isBest: Bool) throws {
        if isBest { try archive?.exportBest(of: run, facts: facts) }
        try archive?.writeHistory(of: run)
    }

    /// Writes what a run leaves when it stops; its checkpoint has been written. Nil if nothing is kept.
    package func close(_ facts: CheckpointFacts, _ stopped: StopReason) throws -> (summary: RunSummary, best: String)? {
        guard let archive else { return nil }
        return (try archive.close(run, facts: facts, stopped: stopped), archive.directory.bestPath)
    }

    /// Keeps a checkpoint from before a version of the weights, if there is one, under a name that no later one takes:
    /// returns its path.
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
