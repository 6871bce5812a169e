import Coordination
import Run
import Training
import Vocabulary

/// Writing to the run directory.
extension CoordinatorService {
    /// The sum of the counters of all processes of the run.
    var factsNow: CheckpointFacts {
        var facts = facts
        facts.clusterCounters = facts.clusterCounters + executor.machine.counters
        if facts.clusterCounters.trust.doubtfulSince != nil { facts.reproducible = false }
        return facts
    }

    /// Writes the present state as the last checkpoint, unless it is that already.
    func writeCheckpoint() throws {
        if try keeper.write(factsNow, at: now) { events.publish(.checkpointWritten(step: run.counters.version)) }
    }

    /// Writes the files that the end of an epoch changes.
    func writeEpoch(_ epoch: EpochEnd) throws {
        try writeCheckpoint()
        try keeper.writeTables(facts, isBest: run.counters.bestEpoch == epoch.record.epoch)
    }

    /// Writes files that an earlier, killed process may not have written; for a new run, the initial weights.
    func writeBeginning() throws {
        try writeCheckpoint()
        try keeper.writeTables(facts, isBest: true)
    }

    /// Writes the final files of a run.
    func writeEnd(_ stopped: StopReason) throws {
        try writeCheckpoint()
        if let (summary, best) = try keeper.close(factsNow, stopped) { events.publish(.finished(summary, best: best)) }
    }
}
