import Vocabulary

/// The share of a run's training that a worker has computed.
package struct WorkerActivity: Sendable {
    private static let shortestMeasure = Duration.seconds(2)

    /// The present step, and its computed samples.
    private var current: (step: StepID, batch: Int, samples: Int)?
    private var measure: (start: Duration, samples: Int)?
    private var batches = 0
    /// Samples computed.
    package private(set) var samples = 0
    /// Steps of which it has computed a part.
    package private(set) var steps = 0
    /// The share of recent steps that was computed here, from 0 to 1.
    package private(set) var recentShare = 0.0
    /// Recent samples per second.
    package private(set) var rate = 0.0

    /// Nothing yet.
    package init() {}

    /// The present epoch and the number of the present step in it, from 1.
    package var position: (epoch: Int, step: Int)? { current.map { ($0.step.epoch, $0.step.step + 1) } }

    /// The share of the work that this worker computed: its samples, divided by those of all steps from its first one
    /// to its last.
    package var share: Double { batches == 0 ? 0 : Double(samples) / Double(batches) }

    /// Records a micro-batch of `count` samples. `batch` is the number of samples of the whole step.
    package mutating func computed(samples count: Int, of step: StepID, batch: Int, at now: Duration) {
        guard step.phase == .training else { return }
        begin(step, batch: batch)
        current?.samples += count
        samples += count
        measureRate(count, at: now)
    }

    private mutating func measureRate(_ count: Int, at now: Duration) {
        // Each measurement of the rate starts at the end of a micro-batch, so the first call only starts one.
        guard let (start, before) = measure else { return measure = (now, 0) }
        measure = (start, before + count)
        let seconds = (now - start) / .seconds(1)
        let isLong = now - start >= WorkerActivity.shortestMeasure
        if seconds > 0, isLong || rate == 0 { rate = Double(before + count) / seconds }
        if isLong { measure = (now, 0) }
    }

    /// Starts a new step: adds the previous step to the recent share, and counts the steps since then, which other
    /// workers have computed, with a share of 0.
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
