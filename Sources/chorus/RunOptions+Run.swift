import ArgumentParser
import Configuration
import Files
import Launch
import Pages
import Pictures
import PlainText
import Programs
import Run
import TensorBoard
import Terminals
import Views

extension RunCommand {
    /// The part of a command's help that says what Ctrl-C does.
    static var aboutInterrupts: String {
        "Ctrl-C ends the run in order, after a checkpoint. A second Ctrl-C ends it at once."
    }
}

extension RunOptions {
    /// How much the run shows on standard output.
    var style: ConsoleView.Style { json || output.quiet ? .silent : ConsoleView.styleOfOutput }

    /// The run's events, with their subscribers. One of the subscribers makes signals stop the run in order, once the
    /// run has a directory.
    private func events(_ interrupts: Interrupts, _ others: [any RunEventSubscriber]) -> RunEvents {
        let verbosity: ConsoleView.Verbosity = output.quiet ? .quiet : output.verbose ? .verbose : .normal
        return RunEvents(
            [ConsoleView(style: style, verbosity: verbosity), EventLog(), InterruptsOfRun(interrupts)] + others)
    }

    /// Starts or resumes a run with these options, and with the command's own changes to the configuration. When the
    /// run has ended, writes its pictures and its page, and prints its summary for `--json`. Throws the exit status if
    /// a signal has interrupted the run.
    func run(
        _ workers: RunLauncher.Workers, change: (inout RunConfiguration) -> Void = { _ in }
    ) throws {
        let interrupts = Interrupts.shared
        let pictures = RunPictures()
        let tensorBoard = TensorBoardLog(remark: Console.complain)
        let launcher = RunLauncher(
            workers: workers, events: events(interrupts, [pictures, tensorBoard]), stop: interrupts.stop)
        let result = try launch(launcher, change: change)
        show(result)
        draw(pictures, in: tensorBoard)
        if json { Console.write(try result.summaryText()) }
        if result.stopped == .interrupted, let status = interrupts.exitStatus { throw ExitCode(status) }
    }

    private func launch(_ launcher: RunLauncher, change: (inout RunConfiguration) -> Void) throws -> RunResult {
        if let resume {
            return try launcher.resume(resume) { configuration in
                try self.change(&configuration)
                change(&configuration)
            }
        }
        var configuration = try configuration(over: RunConfiguration())
        if configuration.data.path == nil {
            configuration = try self.configuration(over: .onGeneratedFaces)
        }
        change(&configuration)
        return try launcher.start(configuration, out: out)
    }

    private func configuration(over defaults: RunConfiguration) throws -> RunConfiguration {
        var configuration = defaults
        try change(&configuration)
        return configuration
    }

    /// Writes the run's pictures and its page. The run is complete without them, so an error is only reported.
    private func draw(_ pictures: RunPictures, in tensorBoard: TensorBoardLog) {
        do {
            guard let run = try pictures.draw(remark: Console.complain) else { return }
            try PictureFolder.write(run)
            tensorBoard.addPictures(["confusion", "predictions"])
            let page = try RunPage.write(run)
            if style != .silent { Console.show("Report: \(plainText(page))") }
        } catch {
            Console.complain("the run is complete, but its report is not: \(error)")
        }
    }

    private func show(_ result: RunResult) {
        if result.stopped == nil, style != .silent {
            Console.show("\(plainText(result.directory)) is finished: nothing is left to do")
        }
    }
}

/// Makes signals stop the run in order, once the run has a directory. Before that, a signal ends the process at once.
private final class InterruptsOfRun: RunEventSubscriber {
    private let interrupts: Interrupts

    init(_ interrupts: Interrupts) {
        self.interrupts = interrupts
    }

    func open(_ directory: RunDirectory) {
        interrupts.begin()
    }

    func receive(_ event: RunEvent) {}
}
