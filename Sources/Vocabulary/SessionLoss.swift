/// Why the coordinator ended the session of a worker that did not say goodbye.
public struct SessionLoss: Sendable, Hashable {
    /// The categories of reasons why a session ended. Their raw values stay the same from release to release.
    public enum Cause: String, Sendable, CaseIterable {
        /// The connection closed: the worker's process or its network ended.
        case connectionClosed = "connection_closed"
        /// Nothing was received for longer than the worker timeout.
        case silent
        /// It made no progress for longer than the stall timeout, although it had work, or had not finished its join.
        case noProgress = "no_progress"
        /// It reported progress, but sent no result.
        case noResults = "no_results"
        /// It did not read what it was sent.
        case notReading = "not_reading"
        /// It broke the protocol, or its result was wrong.
        case misbehaved
    }

    /// The category of the reason.
    public let cause: Cause
    /// The reason in words, which the worker is told too.
    public let reason: String

    /// A loss for a reason.
    public init(_ cause: Cause, reason: String) {
        self.cause = cause
        self.reason = reason
    }
}
