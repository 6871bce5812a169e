/// Why the coordinator ended the session of a worker that did not say goodbye.
public struct SessionLoss: Sendable, Hashable {
    /// The categories of reasons why a session ended. Their raw values stay the same from release to release.
    public enum Cause: String, Sendable, CaseIterable {
        /// The connection closed, because the worker's process ended or the network failed.
        case connectionClosed = "connection_closed"
        /// Nothing was received from the worker for longer than the worker timeout (`cluster.worker_timeout`). Before
        /// the worker is a member, the longer of this timeout and the stall timeout counts.
        case silent
        /// The worker made no progress for longer than the stall timeout (`cluster.stall_timeout`), although it had
        /// blocks to compute, or weights whose arrival it had to acknowledge.
        case noProgress = "no_progress"
        /// The worker reported progress, but sent no result for more than twice the stall timeout.
        case noResults = "no_results"
        /// The worker did not read what the coordinator sent.
        case notReading = "not_reading"
        /// The worker broke the protocol, or its result was wrong.
        case misbehaved
    }

    /// The category of the reason.
    public let cause: Cause
    /// The reason in words. The coordinator sends the same words to the worker.
    public let reason: String

    /// The loss of a session, with the category of the reason and the reason in words.
    public init(_ cause: Cause, reason: String) {
        self.cause = cause
        self.reason = reason
    }
}
