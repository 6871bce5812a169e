import Vocabulary

/// How much a worker has computed of a run's training, and how fast: its progress bar shows these numbers.
package struct WorkerActivity: Sendable {
    /// The time over which ``rate`` is measured, at least.
    private static let shortestMeasure = Duration.seconds(2)

    /// The present step, the number of all its samples, and how many of them this worker has computed.
    private var current: (step: StepID, batch: Int, samples: Int)?
    /// The present measurement of ``rate``: when it started, and how many samples were computed since; nil at first.
    private var measure: (start: Duration, samples: Int)?
    /// The number of samples of all steps from this worker's first step to its present one.
    private var batches = 0
    /// The number of training samples that the worker has computed.
    package private(set) var samples = 0
    /// The number of training steps of which the worker has computed a part.
    package private(set) var steps = 0
    /// The share of the recent steps' samples that this worker has computed, from 0 to 1. It is an exponential moving
    /// average over the steps before the present one: each new step has a weight of 0.1.
    package private(set) var recentShare = 0.0
    /// The number of training samples that the worker has computed per second recently.
    package private(set) var rate = 0.0

    /// The activity of a worker that has computed nothing yet.
    package init() {}

    /// The present epoch, and the number of the present step in it, both counted from 1; nil before the first training
    /// step.
    package var position: (epoch: Int, step: Int)? { current.map { ($0.step.epoch, $0.step.step + 1) } }

    /// The share of the training that this worker has computed: its samples, divided by the samples of all steps from
    /// its first step to its present one.
    package var share: Double { batches == 0 ? 0 : Double(samples) / Double(batches) }

    /// Records a micro-batch of `count` samples that this worker has computed. `batch` is the number of samples of the
    /// whole step. Micro-batches of the validation do not count.
    package mutating func computed(samples count: Int, of step: StepID, batch: Int, at now: Duration) {
        guard step.phase == .training else { return }
        begin(step, batch: batch)
        current?.samples += count
        samples += count
        measureRate(count, at: now)
    }

    private mutating func measureRate(_ count: Int, at now: Duration) {
        // Each measurement of the rate starts at the end of a micro-batch, so the first call only starts a measurement.
        guard let (start, before) = measure else { return measure = (now, 0) }
        measure = (start, before + count)
        let seconds = (now - start) / .seconds(1)
        let isLong = now - start >= WorkerActivity.shortestMeasure
        if seconds > 0, isLong || rate == 0 { rate = Double(before + count) / seconds }
        if isLong { measure = (now, 0) }
    }

    /// Begins a new step. From now on, the previous step counts in ``recentShare``. So do the steps between the two, of
    /// which this worker has computed nothing: each counts with a share of 0, and with the size of the larger of the
    /// two. At most 200 of these steps count, since they already bring the recent share below 10⁻⁹.
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
