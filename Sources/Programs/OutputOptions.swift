import ArgumentParser
import Logging

/// The options `--quiet` and `--verbose`, which decide how much a command shows.
public struct OutputOptions: ParsableArguments {
    /// Whether only warnings and errors are shown.
    @Flag(name: .shortAndLong, help: "Show only warnings and errors.")
    public var quiet = false

    /// Whether messages of all levels are shown.
    @Flag(name: .shortAndLong, help: "Show all messages.")
    public var verbose = false

    /// The options with their default values.
    public init() {}

    /// The lowest level of messages that is shown.
    public var logLevel: Logger.Level { quiet ? .warning : verbose ? .debug : .info }

    /// Throws if both options are given, since they exclude each other.
    ///
    /// - Throws: `ValidationError`.
    public func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }
}
