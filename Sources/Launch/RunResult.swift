import Files
import Run

/// How a launch ended.
public struct RunResult: Sendable {
    /// The run directory.
    public let directory: String
    /// Why the run has stopped; nil if it was over before.
    public let stopped: StopReason?

    /// The text of the run's `summary.json`.
    ///
    /// - Throws: `StorageError`.
    public func summaryText() throws(StorageError) -> String {
        try AtomicFile.text(of: RunFile.summary.path(in: directory))
    }
}
