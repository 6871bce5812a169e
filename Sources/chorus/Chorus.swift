import ArgumentParser
import Benchmarks
import Exchange
import Foundation
import Programs
import Terminals

/// The program `chorus`: it parses the command line, runs the command and ends with its exit status.
@main
struct Chorus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chorus",
        abstract: "Trains convolutional image classifiers on a cluster of CPU machines, to the same bits every time.",
        version: Version.text,
        subcommands: [
            TrainCommand.self, CoordinatorCommand.self, WorkerCommand.self, EvaluateCommand.self, PredictCommand.self,
            InspectCommand.self, ReportCommand.self, DataCommand.self, RecipeCommand.self, BenchCommand.self,
        ])

    static func main() {
        ProgramStart.ignoreSignalsOfWrites()
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            try ProcessLimits.begin()
            try requireWords(in: arguments)
            var command = try parseAsRoot(TypedArguments.joiningNumbers(arguments, for: Chorus.self))
            try command.run()
            if isOutputTheResult(of: command) { requireOutput() }
        } catch {
            fail(error, arguments: arguments)
        }
    }

    /// Whether standard output is the result of the command, so that incomplete output is an error. It is not the
    /// result for workers, and for runs without `--json`: their results are elsewhere, and their output is for people.
    private static func isOutputTheResult(of command: any ParsableCommand) -> Bool {
        switch command {
        case let train as TrainCommand: train.options.json
        case let coordinator as CoordinatorCommand: coordinator.options.json
        case is WorkerCommand: false
        default: true
        }
    }

    /// Ends the process with an error if its output is not complete: a full disk, or a file that may not grow.
    private static func requireOutput() {
        guard let problem = Console.outputProblem else { return }
        report("standard output: \(problem); not all of it is written")
        Foundation.exit(ExitStatus.inputOutput.rawValue)
    }

    /// Rejects arguments that are wrong for every command: an empty argument, and a `help` at the end.
    private static func requireWords(in arguments: [String]) throws {
        if let index = arguments.firstIndex(of: "") {
            let before = index > 0 ? " after '\(arguments[index - 1])'" : ""
            throw ValidationError("an argument\(before) is empty; is a variable of the shell not set?")
        }
        if arguments.count > 1, arguments.last == "help", arguments.first?.hasPrefix("-") == false,
            arguments[0] != "help", !FileManager.default.fileExists(atPath: "help")
        {
            let command = arguments.dropLast().joined(separator: " ")
            throw ValidationError("'help' comes first: 'chorus help \(command)' lists the options of '\(command)'")
        }
    }

    /// Ends the process: with the text of help or version, or with an error as one line and its exit status.
    private static func fail(_ error: any Error, arguments: [String]) -> Never {
        if let status = error as? ExitCode { exit(withError: status) }
        if case .interrupted = error as? BenchmarkError, let status = Interrupts.shared.exitStatus {
            report("\(error)")
            Foundation.exit(status)
        }
        let typed = CommandTree.below(Chorus.self).map { TypedArguments(arguments, root: $0) }
        if let status = ExitStatus(of: error) {
            report(typed.map { ErrorWords(typed: $0).text(of: error) } ?? "\(error)")
            Foundation.exit(status.rawValue)
        }
        let code = exitCode(for: error)
        switch code {
        case .success, .validationFailure:
            let problem = typed.flatMap { ArgumentReview($0, by: ChorusKnowledge()).problem }
            if code == .success, problem == nil { exit(withError: error) }
            let message = problem ?? message(for: error)
            report("\(message) (see '\(typed?.commandLine ?? "chorus") --help')")
            Foundation.exit(ExitStatus.usage.rawValue)
        default:
            report("\(error)")
            Foundation.exit(ExitStatus.inputOutput.rawValue)
        }
    }

    private static func report(_ message: String) {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        Console.complain(line)
    }
}
