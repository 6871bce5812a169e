import Logging

/// A log whose lines go to standard error, in the form of all other messages.
public struct ConsoleLog: LogHandler {
    /// It is not shown.
    public var metadata: Logger.Metadata = [:]
    /// The least level that is shown.
    public var logLevel: Logger.Level = .info

    /// A log.
    public init() {}

    /// A key of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Shows one line.
    public func log(event: LogEvent) {
        Console.complain("\(event.message)")
    }
}
