import Files
import Run

/// What the launcher returns after starting or resuming a run: the run's directory, and why the run has stopped.
public struct RunResult: Sendable {
    /// The path of the run directory.
    public let directory: String
    /// Why the run has stopped; nil if the run was to be resumed, but was already finished.
    public let stopped: StopReason?

    /// The text of the run's `summary.json`.
    ///
    /// - Throws: `StorageError`.
    public func summaryText() throws(StorageError) -> String {
        try AtomicFile.text(of: RunFile.summary.path(in: directory))
    }
}
