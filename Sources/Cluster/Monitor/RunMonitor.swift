import Configuration
import Datasets
import Foundation
import Logging
import PlainText
import Run
import Training
import Vocabulary

/// What people see of a run while it goes on: what it is going to do, a progress bar on a terminal, a line an epoch;
/// notices of the cluster; and all of it in the run's log.
public final class RunMonitor {
    /// How much is shown on standard output.
    public enum Style: Sendable {
        /// A bar that is drawn over and over, and a line an epoch.
        case terminal
        /// A line an epoch.
        case lines
        /// Nothing but what goes to standard error.
        case silent
    }

    /// How much is shown on standard error.
    public enum Verbosity: Sendable {
        /// Warnings.
        case quiet
        /// And what whoever has started the run needs to know.
        case normal
        /// And what else the log has.
        case verbose
    }

    private static let longestRemark = 500

    private let style: Style
    private let verbosity: Verbosity
    private let logger: Logger?
    private let onStep: ((Double) -> Void)?
    private var limit = NoticeLimit()
    private var bar = ProgressBar()
    private var timeLeft: TimeLeft?
    /// Worker processes of this machine that have been started and not joined yet.
    private var startingWorkers: Int
    private let localWorkers: Int
    /// Members; nil where this process computes alone.
    private var workers: Int?
    private var hasStepped = false

    /// A monitor that also writes to `logger`, and tells `onStep` the seconds of each training step.
    ///
    /// - Parameter localWorkers: how many workers this process starts itself; they are told of together.
    public init(
        style: Style, verbosity: Verbosity = .normal, localWorkers: Int = 0, logger: Logger? = nil,
        onStep: ((Double) -> Void)? = nil
    ) {
        self.style = style
        self.verbosity = verbosity
        self.localWorkers = localWorkers
        startingWorkers = localWorkers
        self.logger = logger
        self.onStep = onStep
    }

    /// The style for standard output: a bar if it is a terminal that can draw one.
    public static var styleOfOutput: Style { Terminal.output.drawsOver ? .terminal : .lines }

    /// Tells of something that happened in the cluster, unless that has happened very often of late. Workers that this
    /// process starts itself join once each, however many they are.
    func report(_ notice: ClusterEvent) {
        if case .joined = notice, startingWorkers > 0 { return tell(notice.sentence, of: notice) }
        if limit.admits(notice) { tell(notice.sentence, of: notice) }
    }

    /// Takes the time, to tell of what has happened too often to be told of singly.
    func timePassed(at now: Duration) {
        tell(limit.heldBack(at: now))
    }

    /// Tells of what was held back, the cluster being at its end.
    func clusterEnded() {
        tell(limit.takeHeldBack())
    }

    private func tell(_ heldBack: [(count: Int, last: ClusterEvent)]) {
        for (count, last) in heldBack { tell("\(count) more within a minute, at last: \(last.sentence)", of: last) }
    }

    private func tell(_ text: String, of notice: ClusterEvent) {
        switch notice {
        case .joined where startingWorkers > 0:
            record(text)
            startingWorkers -= 1
            if startingWorkers == 0 { show("\(localWorkers) local worker\(localWorkers == 1 ? "" : "s") joined") }
        case .joined, .left:
            logger?.info("\(text)")
            show(text)
        case .refused, .lost, .notJoined, .ignored, .connectionFailed, .suspended, .waiting, .idle,
            .exchangeBound, .expelled, .doubted:
            warn(text)
        }
    }

    /// Logs a line, and shows it on standard error.
    func warn(_ text: String) {
        logger?.warning("\(text)")
        Console.complain(text)
    }

    /// Logs a line about the data, and shows as much of it as a person reads.
    func remark(_ text: String) {
        logger?.warning("\(text)")
        let shown = excerpt(text, bytes: RunMonitor.longestRemark)
        Console.complain(shown == text ? text : shown + " (all of it is in the run's log.jsonl)")
    }

    /// Logs a line that is no warning, and shows it on standard error, unless only warnings are to be seen there.
    func note(_ text: String) {
        logger?.notice("\(text)")
        if verbosity != .quiet { Console.complain(text) }
    }

    /// Logs a line, and shows it on standard error where all is to be seen.
    private func record(_ text: String) {
        logger?.info("\(text)")
        if verbosity == .verbose { Console.complain(text) }
    }

    /// Logs why the run ends; whoever started it shows it.
    func failed(_ error: any Error) {
        logger?.error("\(error)")
        Console.erase()
    }

    /// Shows what is about to happen.
    func begins(_ banner: RunBanner) {
        let lines = banner.lines(columns: Terminal.output.columns, unicode: Terminal.output.hasUnicode)
        for line in lines { show(line) }
    }

    func epochBegins(_ run: TrainingRun) {
        record("epoch \(run.counters.epoch) begins at step \(run.counters.step + 1)")
        timeLeft = timeLeft ?? TimeLeft(stepsPerEpoch: run.job.trainPlan.steps, epochs: run.job.configuration.epochs)
    }

    func stepped(_ run: TrainingRun, seconds: Double, workers: Int?) {
        if !hasStepped, let age = processAge() {
            logger?.info("the first step is done", metadata: ["seconds_since_start": "\(age)"])
        }
        hasStepped = true
        onStep?(seconds)
        guard style == .terminal else { return }
        self.workers = workers
        timeLeft?.stepped(seconds: seconds)
        let (loss, accuracy, _) = run.epochSoFar
        let rate = timeLeft?.rate(batchSize: run.job.configuration.batchSize) ?? 0
        let (done, steps) = (run.counters.step, run.job.trainPlan.steps)
        bar.show(
            epochTitle(run.counters.epoch, of: run), filled: Double(done) / Double(steps),
            facts: ["\(done)/\(steps)"] + times(run) + workersText + [
                String(format: "%.0f samples/s", rate), String(format: "loss %.4f", loss),
                String(format: "acc %.4f", accuracy),
            ])
    }

    func validated(_ run: TrainingRun, chunk: Int) {
        guard style == .terminal else { return }
        let chunks = run.job.validationPlan.steps
        bar.show(
            epochTitle(run.counters.epoch, of: run), filled: Double(chunk) / Double(chunks),
            facts: ["validating \(chunk)/\(chunks)"] + times(run).suffix(1) + workersText)
    }

    /// The time left of the epoch, and of the run until the epoch limit.
    private func times(_ run: TrainingRun) -> [String] {
        let (epoch, step) = (run.counters.epoch, run.counters.step)
        guard let rest = timeLeft?.ofEpoch(step: step), let all = timeLeft?.ofRun(epoch: epoch, step: step) else {
            return []
        }
        return ["\(durationText(rest)) left", "run \(durationText(all)) left"]
    }

    private var workersText: [String] { workers.map { ["\($0) worker\($0 == 1 ? "" : "s")"] } ?? [] }

    func epochEnded(_ run: TrainingRun, _ end: EpochEnd) {
        let record = end.record
        let trained = Double(run.job.dataset.train.count)
        timeLeft?.epochEnded(
            seconds: record.seconds, trainingSeconds: trained / max(record.samplesPerSecond, 1e-9))
        let line = EpochLine(
            record, epochs: run.job.configuration.epochs, isBest: run.counters.bestEpoch == record.epoch)
        logger?.info("\(line.whole)")
        if style != .silent {
            Console.show(Terminal.output.columns.map(line.line) ?? StyledLine(line.whole))
        }
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
        record("checkpoint at step \(run.counters.version)")
    }

    func finished(_ summary: RunSummary, best: String) {
        record("stopped: \(summary.stoppedBecause.rawValue)")
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
        if style != .silent { Console.show(StyledLine(line)) }
    }

    private func epochTitle(_ epoch: Int, of run: TrainingRun) -> String {
        "Epoch \(epoch)/\(run.job.configuration.epochs)"
    }
}
