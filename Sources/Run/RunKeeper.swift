import Checkpoints
import Configuration
import Datasets
import Training
import Vocabulary

/// Publishes what happens in a run that trains, and writes its files when they are due. It remembers which version of
/// the weights each checkpoint has, so that ``keep(before:)`` can find an old checkpoint.
package struct RunKeeper {
    private let run: TrainingRun
    private let archive: RunArchive?
    private let events: RunEvents
    /// Whether a step has ended since this process was started.
    private var hasStepped = false
    /// The counters in the last checkpoint that this process has written, and the time when it was written; nil before
    /// that.
    private var saved: (run: RunCounters, cluster: ClusterCounters, at: Duration)?
    /// The version of the weights in the checkpoint before the last one; nil if this process has not written that
    /// checkpoint.
    private var savedBefore: UInt64?
    /// The second names that ``keep(before:)`` has given to checkpoints, with the versions of the weights in these.
    private var kept: [(name: String, version: UInt64)] = []

    /// - Parameter archive: what writes the files of the run; nil to write no files.
    package init(_ run: TrainingRun, in archive: RunArchive?, events: RunEvents) {
        self.run = run
        self.archive = archive
        self.events = events
    }

    /// Writes the first files of this process, which has started or resumed the run. A checkpoint comes first. Then the
    /// summary of an earlier process is removed, since the run goes on. The best weights (before an epoch has ended:
    /// the present weights) and `history.csv` come last. An earlier process may have been killed before it wrote these
    /// two files.
    package mutating func begin(_ facts: CheckpointFacts, at now: Duration) throws {
        try writeCheckpoint(facts, at: now)
        try archive?.removeSummary()
        try archive?.exportBest(of: run, facts: facts)
        try archive?.writeHistory(of: run)
    }

    /// Publishes the step that has just ended, and writes a checkpoint if the options ask for one.
    package mutating func stepEnded(
        seconds: Double, workers: Int?, _ facts: @autoclosure () -> CheckpointFacts, at now: Duration
    ) throws {
        if !hasStepped, let age = processAge() { events.publish(.firstStepEnded(secondsSinceStart: age)) }
        hasStepped = true
        events.publish(.stepEnded(StepReport(run, seconds: seconds, workers: workers)))
        if isDue(at: now) { try writeCheckpoint(facts(), at: now) }
    }

    /// Writes the files that the end of an epoch changes, and publishes the results of the epoch.
    package mutating func epochEnded(_ epoch: EpochEnd, _ facts: CheckpointFacts, at now: Duration) throws {
        try writeCheckpoint(facts, at: now)
        if run.counters.bestEpoch == epoch.record.epoch { try archive?.exportBest(of: run, facts: facts) }
        try archive?.writeHistory(of: run)
        events.publish(.epochEnded(EpochReport(run, epoch)))
    }

    /// Writes the final files of the run, and publishes its summary.
    package mutating func end(_ stopped: StopReason, _ facts: CheckpointFacts, at now: Duration) throws {
        try writeCheckpoint(facts, at: now)
        guard let archive else { return }
        let summary = try archive.close(run, facts: facts, stopped: stopped)
        events.publish(.finished(summary, best: archive.directory.bestPath))
    }

    /// Writes the present state of the run as the last checkpoint, `last.safetensors`. Does nothing if the counters of
    /// the run and of the cluster are the same as in the checkpoint that this process wrote before.
    package mutating func writeCheckpoint(_ facts: CheckpointFacts, at now: Duration) throws {
        guard let archive, saved?.run != run.counters || saved?.cluster != facts.clusterCounters else { return }
        try archive.writeCheckpoint(of: run, facts: facts)
        savedBefore = saved?.run.version ?? savedBefore
        saved = (run.counters, facts.clusterCounters, now)
        events.publish(.checkpointWritten(step: run.counters.version))
    }

    /// Whether the options ask for a checkpoint after the step that has just ended.
    private func isDue(at now: Duration) -> Bool {
        switch run.job.configuration.checkpointEvery {
        case .steps(let number): run.counters.version % UInt64(number) == 0
        case .seconds(let seconds): now - (saved?.at ?? .zero) >= .seconds(seconds)
        case nil: false
        }
    }

    /// Gives a checkpoint whose weights are older than `version` a second name, so that later checkpoints do not
    /// replace it. From this checkpoint, the user can go back to the time before a worker's wrong results. Returns the
    /// path with the second name, or the old path if a second name is not possible; nil if there is no such checkpoint.
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
