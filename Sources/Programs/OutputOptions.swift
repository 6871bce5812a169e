import ArgumentParser
import Logging

/// How much a command says.
public struct OutputOptions: ParsableArguments {
    /// Whether only warnings and errors are shown.
    @Flag(name: .shortAndLong, help: "Show only warnings and errors.")
    public var quiet = false

    /// Whether all that the log has is shown.
    @Flag(name: .shortAndLong, help: "Show also what the log has beside.")
    public var verbose = false

    /// Options of which none is given.
    public init() {}

    /// The least level of messages that is shown.
    public var logLevel: Logger.Level { quiet ? .warning : verbose ? .debug : .info }

    /// Asks whether the options exclude each other.
    ///
    /// - Throws: `ValidationError`.
    public func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }
}
