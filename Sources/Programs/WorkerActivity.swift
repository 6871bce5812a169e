import Vocabulary

/// What a worker has computed of a run's training.
package struct WorkerActivity: Sendable {
    private static let shortestMeasure = Duration.seconds(2)

    /// The step at hand, and what was computed of it.
    private var current: (step: StepID, batch: Int, samples: Int)?
    private var measure: (start: Duration, samples: Int)?
    private var batches = 0
    /// Samples computed.
    package private(set) var samples = 0
    /// Steps that it has computed something of.
    package private(set) var steps = 0
    /// The part of lately's steps that was computed here, from 0 to 1.
    package private(set) var recentShare = 0.0
    /// Samples a second, lately.
    package private(set) var rate = 0.0

    /// Nothing yet.
    package init() {}

    /// The epoch and the number of the step at hand within it, from 1.
    package var position: (epoch: Int, step: Int)? { current.map { ($0.step.epoch, $0.step.step + 1) } }

    /// The part of all steps, from its first to its last, that was computed here.
    package var share: Double { batches == 0 ? 0 : Double(samples) / Double(batches) }

    /// Takes note of a micro-batch of `count` samples. `batch` is how many samples the whole step has.
    package mutating func computed(samples count: Int, of step: StepID, batch: Int, at now: Duration) {
        guard step.phase == .training else { return }
        begin(step, batch: batch)
        current?.samples += count
        samples += count
        measureRate(count, at: now)
    }

    private mutating func measureRate(_ count: Int, at now: Duration) {
        // A measure begins where a micro-batch ends.
        guard let (start, before) = measure else { return measure = (now, 0) }
        measure = (start, before + count)
        let seconds = (now - start) / .seconds(1)
        let isLong = now - start >= WorkerActivity.shortestMeasure
        if seconds > 0, isLong || rate == 0 { rate = Double(before + count) / seconds }
        if isLong { measure = (now, 0) }
    }

    /// Closes the account of the step before, and of those between that others have computed.
    private mutating func begin(_ step: StepID, batch: Int) {
        guard current?.step != step else { return }
        if let last = current {
            let share = Double(last.samples) / Double(last.batch)
            recentShare = steps == 1 ? share : 0.9 * recentShare + 0.1 * share
            for _ in 0..<min(200, max(0, Int64(step.version) - Int64(last.step.version) - 1)) {
                recentShare *= 0.9
                batches += max(last.batch, batch)
            }
        }
        current = (step, batch, 0)
        steps += 1
        batches += batch
    }
}
