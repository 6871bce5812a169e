import Configuration
import Datasets
import Foundation
import PlainText
import Run
import Terminals
import Training
import Vocabulary

/// The progress bar of a run, with the estimated time that is left.
struct RunProgress {
    private let job: TrainingJob
    private var bar = ProgressBar()
    private var timeLeft: TimeLeft
    private var workers: Int?

    init(_ job: TrainingJob) {
        self.job = job
        timeLeft = TimeLeft(stepsPerEpoch: job.trainPlan.steps, epochs: job.configuration.epochs)
    }

    /// Draws the progress of an epoch's training.
    mutating func show(_ report: StepReport) {
        workers = report.workers
        timeLeft.stepped(seconds: report.seconds)
        let rate = timeLeft.rate(batchSize: job.configuration.batchSize) ?? 0
        let steps = job.trainPlan.steps
        bar.show(
            title(report.epoch), filled: Double(report.step) / Double(steps),
            facts: ["\(report.step)/\(steps)"] + times(epoch: report.epoch, step: report.step) + workersText
                + [String(format: "%.0f samples/s", rate)] + metrics(report))
    }

    /// Draws the progress of an epoch's validation.
    mutating func show(_ report: ValidationReport) {
        bar.show(
            title(report.epoch), filled: Double(report.chunk) / Double(report.chunks),
            facts: ["validating \(report.chunk)/\(report.chunks)"]
                + times(epoch: report.epoch, step: report.step).suffix(1) + workersText)
    }

    /// Uses the times of an epoch that has ended for the next estimates of the time left.
    mutating func epochEnded(_ report: EpochReport) {
        let trained = Double(job.dataset.train.count)
        timeLeft.epochEnded(
            seconds: report.record.seconds, trainingSeconds: trained / max(report.record.samplesPerSecond, 1e-9))
    }

    private func metrics(_ report: StepReport) -> [String] {
        [("loss", Metric.loss), ("acc", .accuracy)].compactMap { name, metric in
            report.metrics[metric].map { String(format: "\(name) %.4f", $0) }
        }
    }

    private var workersText: [String] { workers.map { [counted($0, "worker")] } ?? [] }

    private func title(_ epoch: Int) -> String { "Epoch \(epoch)/\(job.configuration.epochs)" }

    /// Two texts: how long the epoch still takes, and how long the run still takes if it trains all its epochs. Empty
    /// before the first step.
    private func times(epoch: Int, step: Int) -> [String] {
        guard let rest = timeLeft.ofEpoch(step: step), let all = timeLeft.ofRun(epoch: epoch, step: step) else {
            return []
        }
        return ["\(durationText(rest)) left", "run \(durationText(all)) left"]
    }
}
