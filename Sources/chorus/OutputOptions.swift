import ArgumentParser
import Cluster
import Logging

/// How much a command says.
struct OutputOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Show only warnings and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Show also what the log has beside.")
    var verbose = false

    /// What is shown on standard error.
    var verbosity: ConsoleView.Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }

    /// The least level of messages that is shown.
    var logLevel: Logger.Level { quiet ? .warning : verbose ? .debug : .info }

    func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }
}
