import Configuration
import Datasets
import Foundation
import Pictures
import PlainText
import Plots
import Reports
import Run
import Training
import Views
import Vocabulary

/// The result of a run in a few numbers, for the page of the run and for the page that compares runs.
struct RunFigures {
    /// Validation accuracy of the best weights, with its standard error; nil if the accuracy or the number of
    /// validation images is not known, for instance before an epoch has ended.
    let accuracy: Accuracy?
    /// Metrics of the epoch with the best weights; nil before an epoch has ended.
    let best: EpochRecord?
    /// The number of epochs that have ended.
    let epochs: Int
    /// The seconds that training and validation took.
    let seconds: Double
    /// The training samples per second: of the whole run if it has stopped, else of its last epoch; nil if neither is
    /// known.
    let samplesPerSecond: Double?
    /// Why the run has stopped, in words, or that it has not stopped.
    let stopped: String

    init(_ run: PictureSource, log: RunLog) {
        best = run.bestRecord
        epochs = run.history.records.count
        let summary = run.summary?.outcome
        seconds = summary?.seconds ?? run.history.records.map(\.seconds).reduce(0, +)
        samplesPerSecond = summary?.samplesPerSecond ?? run.history.records.last?.samplesPerSecond
        stopped = RunFigures.words(summary?.stoppedBecause, run)
        let images = run.dataset?.validation.count ?? log.beginning?.integer("validation_images")
        if let classified = run.classified {
            accuracy = Accuracy(correct: classified.confusion.correct, of: classified.split.count)
        } else if let images, let share = best?.validation[.accuracy], share.isFinite {
            accuracy = Accuracy(correct: Int((Double(share) * Double(images)).rounded()), of: images)
        } else {
            accuracy = nil
        }
    }

    private static func words(_ reason: StopReason?, _ run: PictureSource) -> String {
        switch reason {
        case .epochs: return "all epochs are done"
        case .earlyStopping:
            guard let rule = run.configuration.earlyStopping else { return "early stopping" }
            return "early stopping: \(rule.monitor.rawValue) was no better for \(rule.patience) epochs"
        case .interrupted: return "interrupted; it can be resumed"
        case nil: return "not stopped: it goes on, or its process was killed"
        }
    }

    /// A metric in the epoch with the best weights, as a text: the training metric if `training` is true, else the
    /// validation metric. Accuracy and balanced accuracy are in percent, other metrics have four decimals. The text is
    /// a dash if there is no value.
    func text(_ metric: Metric, training: Bool = false) -> String {
        guard let value = (training ? best?.training : best?.validation)?[metric] else { return "–" }
        return metric == .accuracy || metric == .balancedAccuracy
            ? percent(Double(value), decimals: 2) : String(format: "%.4f", Double(value))
    }

    /// The validation accuracy and its standard error, in percent. `error` is an empty text if the standard error is
    /// not known.
    var accuracyText: (value: String, error: String) {
        guard let accuracy else { return (text(.accuracy), "") }
        return (percent(accuracy.value, decimals: 2), percent(accuracy.standardError, decimals: 2))
    }

    /// How long training and validation took, as a text.
    var timeText: String { durationText(seconds) }

    /// The training samples per second, as a text; a dash if they are not known.
    var speedText: String { samplesPerSecond.map { TickFormat.count(Int($0.rounded())) } ?? "–" }
}

extension RunLog {
    /// The first `run_began` event of the log; nil if the log has no such event.
    var beginning: LoggedEvent? { events.first { $0.event == "run_began" } }
}

extension LoggedEvent {
    /// The time of the event in UTC, for instance 2026-01-31 12:00:05.
    var clock: String { String(time.prefix(19).map { $0 == "T" ? " " : $0 }) }
}
