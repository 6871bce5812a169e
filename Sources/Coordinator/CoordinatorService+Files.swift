import Coordination
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

    /// Makes the run's present state the last checkpoint, unless it is that already.
    func writeCheckpoint() throws {
        if try keeper.write(factsNow, at: now) { events.publish(.checkpointWritten(step: run.counters.version)) }
    }

    /// Writes what the end of an epoch has changed.
    func writeEpoch(_ epoch: EpochEnd) throws {
        try writeCheckpoint()
        try keeper.writeTables(facts, isBest: run.counters.bestEpoch == epoch.record.epoch)
    }

    /// Writes what a life that was killed may have left undone; for a new run, the initial weights.
    func writeBeginning() throws {
        try writeCheckpoint()
        try keeper.writeTables(facts, isBest: true)
    }

    /// Writes what a run leaves when it stops.
    func writeEnd(_ stopped: StopReason) throws {
        try writeCheckpoint()
        if let (summary, best) = try keeper.close(factsNow, stopped) { events.publish(.finished(summary, best: best)) }
    }
}
