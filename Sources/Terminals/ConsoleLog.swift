import Logging

/// A log whose lines go to standard error, like the other messages of the program.
public struct ConsoleLog: LogHandler {
    /// Metadata of the log. `LogHandler` requires this property; the metadata are not shown.
    public var metadata: Logger.Metadata = [:]
    /// The lowest level of messages that are shown.
    public var logLevel: Logger.Level = .info

    /// Makes a log without metadata that shows level info and above.
    public init() {}

    /// The value of one key of ``metadata``. `LogHandler` requires this subscript.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Shows the message of an event as a line on standard error.
    public func log(event: LogEvent) {
        Console.complain("\(event.message)")
    }
}
