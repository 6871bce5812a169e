import Configuration
import Files
import Foundation
import PlainText
import Run
import Terminals
import Training
import Vocabulary

/// Shows a run on the console: its settings, a progress bar on a terminal, one line per epoch, and events of the
/// cluster.
public final class ConsoleView: RunEventSubscriber {
    /// How much is shown on standard output.
    public enum Style: Sendable {
        /// A progress bar that is redrawn, and one line per epoch.
        case terminal
        /// Only one line per epoch.
        case lines
        /// Nothing on standard output.
        case silent
    }

    /// How much is shown on standard error.
    public enum Verbosity: Sendable {
        /// Only warnings.
        case quiet
        /// Also facts that the person who started the run needs.
        case normal
        /// Also events of normal operation, for instance each epoch that begins and each checkpoint.
        case verbose
    }

    private static let longestRemark = 500

    private let style: Style
    private let verbosity: Verbosity
    private var progress: RunProgress?
    private var loading = ProgressBar()
    private var beginning: RunBeginning?
    /// The number of worker processes that were started on this machine and have not joined yet.
    private var startingWorkers = 0

    /// A view that shows a run in this style and with this verbosity.
    public init(style: Style, verbosity: Verbosity = .normal) {
        self.style = style
        self.verbosity = verbosity
    }

    /// The style that fits standard output: with a progress bar if it is a terminal that can redraw a line, else only
    /// lines.
    public static var styleOfOutput: Style { Terminal.output.drawsOver ? .terminal : .lines }

    /// Shows an event, as far as the style and the verbosity include it.
    public func receive(_ event: RunEvent) {
        switch event {
        case .imagesRead(let done, let total):
            showLoading("Reading images", done, of: total)
        case .copiesMade(let done, let total):
            showLoading("Augmenting copies", done, of: total)
        case .readingEnded:
            if style == .terminal { loading.clear() }
        case .stepEnded(let report):
            if style == .terminal { progress?.show(report) }
        case .validationChunkEnded(let report):
            if style == .terminal { progress?.show(report) }
        case .imagesDecoded, .cacheTooSmall, .cacheNotWritten, .firstStepEnded:
            break
        case .facesGenerated(let images, let epochs):
            showGeneratedFaces(images, epochs: epochs)
        case .began(let beginning):
            begin(beginning)
        case .epochBegan, .checkpointWritten:
            record(event)
        case .listening:
            if verbosity != .quiet { Console.complain(event.sentence) }
        case .weightsTaken:
            show(event.sentence)
        case .dataRemark(let text):
            let shown = excerpt(text, bytes: ConsoleView.longestRemark)
            Console.complain(shown == text ? text : shown + " (all of it is in the run's \(RunFile.log))")
        case .resumeWarning, .memoryNotShared, .workerProcess, .departuresAwaited:
            Console.complain(event.sentence)
        case .workerProcessEnded(let end):
            if end.isFailure { Console.complain(event.sentence) } else { record(event) }
        case .cluster(let clusterEvent), .clusterRepeated(_, let clusterEvent):
            show(clusterEvent, as: event)
        case .epochEnded(let report):
            show(report)
        case .failed:
            // Removes the progress bar. The error itself is shown by the program that started the run.
            Console.erase()
        case .finished(let summary, let best):
            record(event)
            show(summary, best: best)
        case .interrupted(let step, let directory):
            // This line is never broken, so that the command in it can be copied.
            guard style != .silent else { return }
            Console.show(
                StyledLine("Interrupted after step \(step). Go on with: \(resumeCommand) --resume \(directory)"))
        }
    }

    private func begin(_ beginning: RunBeginning) {
        self.beginning = beginning
        if case .local(let count, _) = beginning.workers { startingWorkers = count }
        progress = RunProgress(beginning.job)
        let banner = RunBanner(beginning)
        for line in banner.lines(columns: Terminal.output.columns, unicode: Terminal.output.hasUnicode) { show(line) }
    }

    private func showLoading(_ title: String, _ done: Int, of total: Int) {
        guard style == .terminal else { return }
        loading.show(title, filled: Double(done) / Double(max(total, 1)), facts: ["\(done)/\(total)"])
    }

    private func showGeneratedFaces(_ images: Int, epochs: Int) {
        show(
            "No DATA is given: training on \(images) generated faces for \(counted(epochs, "epoch"))"
                + (epochs == RunConfiguration.onGeneratedFaces.epochs ? "; --epochs N for another number" : ""))
    }

    private func show(_ clusterEvent: ClusterEvent, as event: RunEvent) {
        switch clusterEvent {
        case .joined where startingWorkers > 0:
            record(event)
            startingWorkers -= 1
            guard startingWorkers == 0, case .local(let count, _)? = beginning?.workers else { return }
            show("\(counted(count, "local worker")) joined")
        case .joined, .left:
            show(event.sentence)
        case .refused, .lost, .notJoined, .ignored, .connectionFailed, .suspended, .waiting, .idle, .exchangeBound,
            .expelled, .doubted:
            Console.complain(event.sentence)
        }
    }

    private func show(_ report: EpochReport) {
        progress?.epochEnded(report)
        guard style != .silent else { return }
        let record = report.record
        let line = EpochLine(record, epochs: report.epochs, isBest: report.isBest)
        Console.show(Terminal.output.columns.map(line.line) ?? StyledLine(line.whole))
        if let rate = report.learningRateReducedTo, let monitor = report.plateauMonitor?.rawValue {
            show(String(format: "Epoch %d: %@ has not improved: learning rate %.4e", record.epoch, monitor, rate))
        }
        if report.stops, let monitor = report.stoppingMonitor?.rawValue {
            show(
                "Epoch \(record.epoch): early stopping, as \(monitor) has not improved; the "
                    + "best weights are those of epoch \(report.bestEpoch ?? 0)")
        }
    }

    private func show(_ summary: RunSummary, best: String) {
        let outcome = summary.outcome
        guard outcome.stoppedBecause != .interrupted else { return }
        if let epoch = outcome.bestEpoch, let loss = summary.bestValidation[.loss],
            let accuracy = summary.bestValidation[.accuracy]
        {
            show(String(format: "Best epoch: %d (val_loss: %.4f, val_accuracy: %.4f)", epoch, loss, accuracy))
        }
        if let sentence = outcome.generalizationSentence { show(sentence) }
        if let accuracy = outcome.testAccuracy { show(String(format: "Test accuracy: %.4f", accuracy)) }
        show(outcome.bestEpoch == nil ? "Initial weights, no epoch was trained: \(best)" : "Best checkpoint: \(best)")
    }

    /// The command that resumes this run, without `--resume` and the run's directory.
    private var resumeCommand: String {
        switch beginning?.workers {
        case .remote(_, let endpoint, let insecure)?:
            "chorus coordinator --bind \(endpoint)" + (insecure ? " --insecure" : "")
        case .local(_, let slots)? where slots > 1:
            "chorus train --slots \(slots)"
        case .none(let slots, isChosen: true)?:
            "chorus train --slots \(slots)"
        case .local?, .none?, nil:
            "chorus train"
        }
    }

    /// Shows an event on standard error if the verbosity is `verbose`.
    private func record(_ event: RunEvent) {
        if verbosity == .verbose { Console.complain(event.sentence) }
    }

    /// Shows a text on standard output, unless the style is `silent`. On a terminal, a text that is too long for one
    /// line is broken at spaces.
    private func show(_ line: String) {
        guard style != .silent else { return }
        let lines = Terminal.output.columns.map { wrappedText(plainText(line), width: $0 - 1, indent: 2) }
        for line in lines ?? [line] { Console.show(StyledLine(line)) }
    }
}
