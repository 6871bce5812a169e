import Checkpoints
import Configuration
import Coordination
import Datasets
import Run
import Training
import Vocabulary

/// When a coordinator writes to its run directory.
extension CoordinatorService {
    /// The counters of all lives of the coordinator together.
    var factsNow: CheckpointFacts {
        var facts = facts
        facts.clusterCounters = facts.clusterCounters + executor.machine.counters
        if facts.clusterCounters.trust.doubtfulSince != nil { facts.reproducible = false }
        return facts
    }

    /// Makes the run's present state the last checkpoint, unless it is that already: neither has the run gone on, nor has
    /// anything been counted that its next life is to know.
    func writeCheckpoint() throws {
        let facts = factsNow
        guard let archive, saved?.run != run.counters || saved?.cluster != facts.clusterCounters else { return }
        try archive.writeCheckpoint(of: run, facts: facts)
        savedBefore = saved?.run.version ?? savedBefore
        saved = (run.counters, facts.clusterCounters, now)
        monitor.checkpointed(run)
    }

    /// Keeps a checkpoint from before a version of the weights, if there is one, under a name that no later one takes:
    /// returns its path.
    func keepCheckpoint(before version: UInt64) -> String? {
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

    /// Whether the options ask for a checkpoint after the step that has just ended.
    var isCheckpointDue: Bool {
        switch run.job.configuration.checkpointEvery {
        case .steps(let number): run.counters.version % UInt64(number) == 0
        case .seconds(let seconds): now - (saved?.at ?? .zero) >= .seconds(seconds)
        case nil: false
        }
    }

    /// Writes what the end of an epoch has changed.
    func writeEpoch(_ epoch: EpochEnd) throws {
        try writeCheckpoint()
        if run.counters.bestEpoch == epoch.record.epoch { try archive?.exportBest(of: run, facts: facts) }
        try archive?.writeHistory(of: run)
    }

    /// Writes what a life that was killed may have left undone; for a new run, the initial weights.
    func writeBeginning() throws {
        try writeCheckpoint()
        try archive?.exportBest(of: run, facts: facts)
        try archive?.writeHistory(of: run)
    }

    /// Writes what a run leaves when it stops.
    func writeEnd(_ stopped: StopReason) throws {
        try writeCheckpoint()
        guard let archive else { return }
        monitor.finished(
            try archive.close(run, facts: factsNow, stopped: stopped), best: archive.directory.bestPath)
    }
}
