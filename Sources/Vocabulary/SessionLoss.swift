/// Why the coordinator ended the session of a worker that did not say goodbye.
public struct SessionLoss: Sendable, Hashable {
    /// The categories of reasons why a session ended. Their raw values stay the same from release to release.
    public enum Cause: String, Sendable, CaseIterable {
        /// The connection closed: the worker's process or its network ended.
        case connectionClosed = "connection_closed"
        /// Nothing was received for longer than the worker timeout.
        case silent
        /// The worker made no progress for longer than the stall timeout, although it had work or weights to
        /// acknowledge.
        case noProgress = "no_progress"
        /// The worker reported progress, but sent no result.
        case noResults = "no_results"
        /// The worker did not read what it was sent.
        case notReading = "not_reading"
        /// The worker broke the protocol, or its result was wrong.
        case misbehaved
    }

    /// The category of the reason.
    public let cause: Cause
    /// The reason in words. The worker is told the same words.
    public let reason: String

    /// The loss of a session, with the category of the reason and the reason in words.
    public init(_ cause: Cause, reason: String) {
        self.cause = cause
        self.reason = reason
    }
}
