import Foundation
import Logging
import Messages
import Vocabulary

/// What people see of a worker that was started by hand: that it has joined, a bar while it computes, and what it has
/// done when it leaves.
final class WorkerView {
    private let showsBar: Bool
    private let logger: Logger
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var bar = ProgressBar()
    private var activity = WorkerActivity()

    init(showsBar: Bool, logger: Logger) {
        self.showsBar = showsBar
        self.logger = logger
        start = clock.now
    }

    /// The worker has all that it needs to compute.
    func joined(_ welcome: Welcome, slots: Int) {
        logger.info(
            """
            joined with \(slots) slot\(slots == 1 ? "" : "s"): \(welcome.classes) classes, batches of \
            \(welcome.batchSize) in \(welcome.microBatches) micro-batch\(welcome.microBatches == 1 ? "" : "es")
            """)
    }

    /// A micro-batch was computed.
    func computed(samples: Int, of step: StepID, batch: Int) {
        activity.computed(samples: samples, of: step, batch: batch, at: clock.now - start)
        guard showsBar, let place = activity.place else { return }
        bar.show(
            "Epoch \(place.epoch), step \(place.step)", filled: activity.recentShare,
            facts: [
                String(format: "share %.0f%%", 100 * activity.recentShare),
                String(format: "%.0f samples/s", activity.rate), "\(activity.steps) steps so far",
            ])
    }

    /// What it has done, as the end of a sentence; empty for nothing.
    var account: String {
        guard activity.samples > 0 else { return "" }
        return String(
            format: "; computed %d samples in %d steps, a share of %.0f%%", activity.samples, activity.steps,
            100 * activity.share)
    }
}
