import Vocabulary

/// How much a worker has computed of a run's training, and how fast: its progress bar shows these numbers.
package struct WorkerActivity: Sendable {
    /// The least time over which ``rate`` is measured. Only the first value is measured over less time, so that there
    /// is a rate soon.
    private static let shortestMeasure = Duration.seconds(2)

    /// The present step, the number of all its samples, and how many of these samples this worker has computed; nil
    /// before the first training step.
    private var current: (step: StepID, batch: Int, samples: Int)?
    /// The present measurement of ``rate``: when it started, and how many samples the worker has computed since then;
    /// nil before the first micro-batch.
    private var measure: (start: Duration, samples: Int)?
    /// The number of samples of all steps from this worker's first step to its present one. For steps of which it has
    /// computed nothing, this is an estimate, see ``begin(_:batch:)``.
    private var batches = 0
    /// The number of training samples that the worker has computed.
    package private(set) var samples = 0
    /// The number of training steps of which the worker has computed a part.
    package private(set) var steps = 0
    /// The share of the recent steps' samples that this worker has computed, from 0 to 1. It is an exponential moving
    /// average over the steps before the present one, in which each new step has a weight of 0.1.
    package private(set) var recentShare = 0.0
    /// The number of training samples that the worker has recently computed per second; 0 before it is measured.
    package private(set) var rate = 0.0

    /// The activity of a worker that has computed nothing yet.
    package init() {}

    /// The present epoch, and the number of the present step in it, both counted from 1; nil before the first training
    /// step.
    package var position: (epoch: Int, step: Int)? { current.map { ($0.step.epoch, $0.step.step + 1) } }

    /// The share of the training that this worker has computed: its samples, divided by the samples of all steps from
    /// its first step to its present one; 0 before the first step.
    package var share: Double { batches == 0 ? 0 : Double(samples) / Double(batches) }

    /// Records a micro-batch of `count` samples that this worker has computed. `batch` is the number of samples of the
    /// whole step, and `now` the time since some fixed moment. Micro-batches of the validation do not count.
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

    /// Makes `step` the present step, unless it already is. From now on, the previous step counts in ``recentShare``.
    /// If the worker has computed nothing of some steps between these two, each of them counts with a share of 0. The
    /// size of such a step is not known here, and is taken to be that of the larger of the two. At most 200 such steps
    /// count, since so many already bring the recent share below 10⁻⁹.
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
