import Compute
import Training
import Vocabulary

/// Trains a run in this process, writes its files and publishes its events.
package final class LocalService {
    private let run: TrainingRun
    private let trainer: LocalTrainer
    private let events: RunEvents
    private let stop: StopRequest
    private let facts: CheckpointFacts
    private var keeper: RunKeeper
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// Prepares to train.
    ///
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began with a program that computes other bits, and
    ///   is to be reproducible.
    package init(
        run: TrainingRun, slots: Int, settings: ServiceSettings, archive: RunArchive, events: RunEvents,
        stop: StopRequest
    ) throws(RunError) {
        self.run = run
        self.events = events
        self.stop = stop
        var facts = try CheckpointFacts(run: run, settings: settings)
        facts.clusterCounters[.lives] += 1
        self.facts = facts
        trainer = LocalTrainer(run: run, slots: slots)
        keeper = RunKeeper(run, in: archive, events: events)
        start = clock.now
    }

    private var now: Duration { clock.now - start }

    /// Trains until the run is over or is interrupted. Returns why it has stopped.
    ///
    /// - Throws: `StorageError` if a checkpoint cannot be written, `RunError` if the run has diverged.
    package func serve() throws -> StopReason {
        try keeper.begin(facts, at: now)
        let reason = try train()
        try keeper.end(reason, facts, at: now)
        return reason
    }

    private func train() throws -> StopReason {
        var begunEpoch = 0
        while !stop.isMade {
            if case .step(let step, _) = run.work, step.phase == .training, begunEpoch != step.epoch {
                begunEpoch = step.epoch
                events.publish(.epochBegan(of: run))
            }
            switch try trainer.step() {
            case .trained(let seconds):
                try keeper.stepEnded(seconds: seconds, workers: nil, facts, at: now)
            case .validated(let chunk):
                events.publish(.validationChunkEnded(ValidationReport(run, chunk: chunk)))
            case .epochEnded(let epoch):
                try keeper.epochEnded(epoch, facts, at: now)
            case .finished(let reason):
                return reason
            }
        }
        return .interrupted
    }
}
