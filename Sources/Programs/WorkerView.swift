import Compute
import Foundation
import Logging
import PlainText
import Terminals
import Vocabulary
import Worker

/// Shows the person who has started a worker what this worker does: that it joins, a progress bar while it computes,
/// and its share of the work when it leaves. If a run has started the worker, only warnings are shown.
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

    /// Shows an event of the worker.
    func show(_ event: WorkerEvent) {
        switch event {
        case .memoryNotShared(let reason):
            logger.warning("this worker shares no memory with the coordinator, and is slower: \(reason)")
        case .joining(let runID, let endpoint):
            logger.info("joining run \(runID) at \(endpoint)")
        case .joined(let slots, let classes, let batchSize, let microBatches):
            logger.info(
                """
                joined with \(counted(slots, "slot")): \(classes) classes, batches of \(batchSize) in \
                \(microBatches) micro-batch\(microBatches == 1 ? "" : "es")
                """)
        case .computed(let samples, let step, let batch):
            computed(samples: samples, of: step, batch: batch)
        case .connectionEnded(let reason, let patience):
            logger.notice("connection ended: \(reason); trying again for \(Int(patience / .seconds(1))) s")
        case .retrying(let reason, let delay):
            logger.debug("\(reason); trying again in \(delay)")
        case .leaving(let reason):
            logger.info("leaving: \(reason)\(account)")
        }
    }

    private func computed(samples: Int, of step: StepID, batch: Int) {
        activity.computed(samples: samples, of: step, batch: batch, at: clock.now - start)
        guard showsBar, let position = activity.position else { return }
        bar.show(
            "Epoch \(position.epoch), step \(position.step)", filled: activity.recentShare,
            facts: [
                String(format: "share %.0f%%", 100 * activity.recentShare),
                String(format: "%.0f samples/s", activity.rate), "\(activity.steps) steps so far",
            ])
    }

    /// How much this worker has computed, and its share of the work, as the end of a sentence; empty if it has computed
    /// nothing.
    private var account: String {
        guard activity.samples > 0 else { return "" }
        return String(
            format: "; computed %d samples in %d steps, a share of %.0f%%", activity.samples, activity.steps,
            100 * activity.share)
    }
}
