import ArgumentParser
import Exchange
import Foundation
import Terminals
import Transport
import Worker

/// The main function of a worker process.
public enum WorkerMain {
    private struct Command: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "worker", abstract: "Compute for the coordinator at an address.")

        @OptionGroup var options: WorkerOptions

        func run() throws {
            try options.run()
        }
    }

    /// Runs a worker with these arguments, which are those of `chorus worker`, and ends the process.
    public static func run(arguments: [String]) -> Never {
        run(Command.self, arguments: arguments)
    }

    /// Runs a worker with the options of a command, and ends the process. The exit status of an error is one of
    /// sysexits.h, and the error is printed as one line. A worker that a signal has stopped exits with 128 plus the
    /// signal's number.
    ///
    /// - Parameters:
    ///   - command: the command that parses the arguments and runs the worker.
    ///   - arguments: the arguments without the program's name.
    public static func run(_ command: (some ParsableCommand).Type, arguments: [String]) -> Never {
        ProgramStart.ignoreSignalsOfWrites()
        do {
            try ProcessLimits.begin()
            var parsed = try command.parseAsRoot(TypedArguments.joiningNumbers(arguments, for: command))
            try parsed.run()
            exit(0)
        } catch {
            if let status = error as? ExitCode { exit(status.rawValue) }
            if let status = ExitStatus(ofWorker: error) {
                Console.complain((error as? WorkerError)?.textWithOptions ?? "\(error)")
                exit(status.rawValue)
            }
            let code = command.exitCode(for: error)
            let problem = CommandTree.below(command).flatMap { root in
                ArgumentReview(TypedArguments(arguments, root: root), by: WorkerKnowledge()).problem
            }
            if code == .success, problem == nil { command.exit(withError: error) }
            Console.complain("\(problem ?? command.message(for: error)) (see '\(Console.programName) --help')")
            exit(ExitStatus.usage.rawValue)
        }
    }
}

extension ExitStatus {
    /// The exit status for an error of a worker; nil for any other error.
    public init?(ofWorker error: any Error) {
        switch error {
        case let error as TransportError: self = ExitStatus(error)
        case is WorkerError, is ProcessLimitError: self = .noCluster
        default: return nil
        }
    }

    private init(_ error: TransportError) {
        switch error {
        case .badEndpoint: self = .usage
        case .notPermitted: self = .notAllowed
        case .cannotCreate: self = .cannotCreate
        case .addressInUse, .noSuchAddress, .unknownHost, .malformed, .system: self = .noCluster
        }
    }
}
