import ArgumentParser
import Cluster
import Foundation

/// The command line.
@main
struct Chorus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chorus",
        abstract: "Trains convolutional image classifiers on a cluster of CPU machines, to the same bits every time.",
        version: "0.1.0",
        subcommands: [
            TrainCommand.self, CoordinatorCommand.self, WorkerCommand.self, EvaluateCommand.self, PredictCommand.self,
            InspectCommand.self, DataCommand.self, BenchCommand.self,
        ])

    static func main() {
        // A reader that has gone away (`chorus … | head`) is an error of that write, not the end of the run.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            fail(error)
        }
    }

    /// Ends the process: help and versions as they are, errors as one line with the exit status of their kind.
    private static func fail(_ error: any Error) -> Never {
        if let status = error as? ExitCode { exit(withError: status) }
        if case .interrupted(let status) = error as? RunError {
            report("\(error)")
            Foundation.exit(status)
        }
        if let status = ExitStatus(of: error) {
            report("\(error)")
            Foundation.exit(status.rawValue)
        }
        switch exitCode(for: error) {
        case .success:
            exit(withError: error)
        case .validationFailure:
            report("\(message(for: error)); see '\(helpCommand(for: error))'")
            Foundation.exit(ExitStatus.usage.rawValue)
        default:
            report("\(error)")
            Foundation.exit(ExitStatus.inputOutput.rawValue)
        }
    }

    /// What shows the options of the command that was given, as the parser names it.
    private static func helpCommand(for error: any Error) -> String {
        let named = fullMessage(for: error).split(separator: "'").first { $0.hasSuffix("--help") }
        return named.map(String.init) ?? "chorus --help"
    }

    private static func report(_ message: String) {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        Console.complain(line)
    }
}
