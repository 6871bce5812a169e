import ArgumentParser
import Cluster
import Configuration
import Run

/// `chorus train`: coordinator and worker processes on this machine.
struct TrainCommand: RunCommand {
    static let name = "train"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Train on this machine: a coordinator and several worker processes.")

    @OptionGroup var options: RunOptions<TrainCommand>

    @Option(
        help: "Micro-batches that each worker computes at a time. (default: 1; with --workers 0 as many as cores)")
    var slots: Int?

    func run() throws {
        let launcher = RunLauncher(workers: .local(slots: slots), events: options.events)
        try options.finish(options.launch(launcher))
    }

    func validate() throws {
        if let slots { try OwnOptions.require(slots, of: "--slots") }
    }
}

extension RunOptions {
    /// What is shown while a run goes on.
    var style: ConsoleView.Style { json || output.quiet ? .silent : ConsoleView.styleOfOutput }

    /// Who is told what happens in a run.
    var events: RunEvents {
        RunEvents([
            ConsoleView(style: style, verbosity: output.verbosity),
            EventLog(),
        ])
    }

    /// Starts or resumes a run with these options, and what a command changes after them.
    func launch(_ launcher: RunLauncher, change: (inout RunConfiguration) -> Void = { _ in }) throws -> RunResult {
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

    /// Shows how a run ended, and exits with its status.
    func finish(_ result: RunResult) throws {
        if result.stopped == nil, style != .silent {
            Console.show("\(result.directory) is finished: nothing is left to do")
        }
        if json { Console.write(try result.summaryText()) }
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }
}
