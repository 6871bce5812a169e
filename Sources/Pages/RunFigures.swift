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
    /// Validation accuracy of the best weights, with its standard error; nil if one of the two is not known, for
    /// instance before an epoch has ended.
    let accuracy: Accuracy?
    /// Metrics of the epoch with the best weights; nil if there is none yet.
    let best: EpochRecord?
    /// The number of epochs that have ended.
    let epochs: Int
    /// The seconds that training and validation took.
    let seconds: Double
    /// The training samples per second of the whole run, or of its last epoch while it goes on. It is nil if neither is
    /// known.
    let samplesPerSecond: Double?
    /// Why the run has stopped, in words.
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

    /// A metric in the epoch with the best weights, as a text: accuracy and balanced accuracy in percent, any other
    /// metric with four decimals, a dash if there is no value.
    func text(_ metric: Metric, training: Bool = false) -> String {
        guard let value = (training ? best?.training : best?.validation)?[metric] else { return "–" }
        return metric == .accuracy || metric == .balancedAccuracy
            ? percent(Double(value), decimals: 2) : String(format: "%.4f", Double(value))
    }

    /// The validation accuracy and its standard error, in percent. The error is an empty text if it is not known.
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
    /// The first `run_began` event of the log; nil if it has none.
    var beginning: LoggedEvent? { events.first { $0.event == "run_began" } }
}

extension LoggedEvent {
    /// The time of the event in UTC, for instance 2026-01-31 12:00:05.
    var clock: String { String(time.prefix(19).map { $0 == "T" ? " " : $0 }) }
}
