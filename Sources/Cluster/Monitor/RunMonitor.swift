import Configuration
import Coordination
import Datasets
import Foundation
import Logging
import Training

/// What people see of a run while it goes on: a progress bar on a terminal, elsewhere one line an epoch as Keras
/// prints it; notices of the cluster on standard error; and all of it in the run's log.
public final class RunMonitor {
    /// How much is shown.
    public enum Style: Sendable {
        /// A bar that is drawn over and over, and a line an epoch.
        case terminal
        /// A line an epoch.
        case lines
        /// Nothing but what goes to standard error.
        case silent
    }

    private let style: Style
    private let logger: Logger?
    private let onStep: ((Double) -> Void)?
    private var limit = NoticeLimit()
    private var bar: ProgressBar?
    private var stepSeconds: Double?
    private var hasStepped = false

    /// A monitor that also writes to `logger`, and tells `onStep` the seconds of each training step.
    public init(style: Style, logger: Logger? = nil, onStep: ((Double) -> Void)? = nil) {
        self.style = style
        self.logger = logger
        self.onStep = onStep
    }

    /// The style for standard output: a bar if it is a terminal.
    public static var styleOfOutput: Style { isatty(STDOUT_FILENO) == 1 ? .terminal : .lines }

    /// Tells of something that happened in the cluster, unless that has happened very often of late.
    func report(_ notice: ClusterNotice) {
        if limit.admits(notice) { tell("\(notice)", of: notice) }
    }

    /// Takes the time, to tell of what has happened too often to be told of singly.
    func timePassed(at now: Duration) {
        tell(limit.heldBack(at: now))
    }

    /// Tells of what was held back, the cluster being at its end.
    func clusterEnded() {
        tell(limit.takeHeldBack())
    }

    private func tell(_ heldBack: [(count: Int, last: ClusterNotice)]) {
        for (count, last) in heldBack { tell("\(count) more within a minute, at last: \(last)", of: last) }
    }

    private func tell(_ text: String, of notice: ClusterNotice) {
        switch notice {
        case .joined, .left: logger?.info("\(text)")
        case .refused, .lost, .notJoined, .ignored, .connectionFailed, .suspended, .waiting, .idle,
            .exchangeBound, .expelled, .doubted:
            warn(text)
        }
    }

    /// Logs a line, and shows it on standard error.
    func warn(_ text: String) {
        logger?.warning("\(text)")
        bar?.clear()
        Console.complain(text)
    }

    /// Logs why the run ends; whoever started it shows it.
    func failed(_ error: any Error) {
        logger?.error("\(error)")
        bar?.clear()
    }

    func epochBegins(_ run: TrainingRun) {
        logger?.info("epoch \(run.counters.epoch) begins at step \(run.counters.step + 1)")
        guard style == .terminal else { return }
        bar = ProgressBar(title: epochTitle(run.counters.epoch, of: run), total: run.job.trainPlan.steps)
    }

    func stepped(_ run: TrainingRun, seconds: Double) {
        if !hasStepped, let age = processAge() {
            logger?.info("the first step is done", metadata: ["seconds_since_start": "\(age)"])
        }
        hasStepped = true
        onStep?(seconds)
        guard bar != nil else { return }
        let typical = stepSeconds.map { 0.9 * $0 + 0.1 * seconds } ?? seconds
        stepSeconds = typical
        let (loss, accuracy, _) = run.epochSoFar
        let rate = Double(run.job.configuration.batchSize) / max(typical, 1e-9)
        let left = Double(run.job.trainPlan.steps - run.counters.step) * typical
        bar?.show(
            done: run.counters.step,
            facts: [
                duration(left) + " left", String(format: "%.0f samples/s", rate),
                String(format: "loss: %.4f", loss), String(format: "accuracy: %.4f", accuracy),
            ])
    }

    func validated(_ run: TrainingRun, chunk: Int) {
        bar?.show(done: run.job.trainPlan.steps, facts: ["validating \(chunk)/\(run.job.validationPlan.steps)"])
    }

    func epochEnded(_ run: TrainingRun, _ end: EpochEnd) {
        bar?.clear()
        bar = nil
        let record = end.record
        let line =
            epochTitle(record.epoch, of: run)
            + String(
                format: " - %@ - loss: %.4f - accuracy: %.4f - val_loss: %.4f - val_accuracy: %.4f"
                    + " - learning_rate: %.4e - %.0f samples/s",
                duration(record.seconds), Double(record.loss), Double(record.accuracy), Double(record.validationLoss),
                Double(record.validationAccuracy), Double(record.learningRate), record.samplesPerSecond)
        logger?.info("\(line)")
        show(line)
        if let rate = end.decision.learningRateReducedTo {
            let monitor = run.job.configuration.plateau.monitor.rawValue
            show(String(format: "Epoch %d: %@ has not improved: learning rate %.4e", record.epoch, monitor, rate))
        }
        if end.decision.stop {
            let best = run.counters.bestEpoch ?? 0
            let monitor = run.job.configuration.earlyStopping.monitor.rawValue
            show(
                "Epoch \(record.epoch): early stopping, as \(monitor) has not improved; the best weights are those of epoch \(best)"
            )
        }
    }

    func checkpointed(_ run: TrainingRun) {
        logger?.info("checkpoint at step \(run.counters.version)")
    }

    func finished(_ summary: RunSummary, best: String) {
        logger?.info("stopped: \(summary.stoppedBecause.rawValue)")
        bar?.clear()
        guard summary.stoppedBecause != .interrupted else { return }
        if let epoch = summary.bestEpoch, let loss = summary.bestValidationLoss,
            let accuracy = summary.bestValidationAccuracy
        {
            show(String(format: "Best epoch: %d (val_loss: %.4f, val_accuracy: %.4f)", epoch, loss, accuracy))
        }
        if let accuracy = summary.testAccuracy { show(String(format: "Test accuracy: %.4f", accuracy)) }
        show(summary.bestEpoch == nil ? "Initial weights, no epoch was trained: \(best)" : "Best checkpoint: \(best)")
    }

    /// Shows a line on standard output.
    func show(_ line: String) {
        if style != .silent { Console.write(line + "\n") }
    }

    private func epochTitle(_ epoch: Int, of run: TrainingRun) -> String {
        "Epoch \(epoch)/\(run.job.configuration.epochs)"
    }

    /// For instance `8s` or `2m05s`.
    private func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return whole < 60 ? "\(whole)s" : String(format: "%dm%02ds", whole / 60, whole % 60)
    }
}
