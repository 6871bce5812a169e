/// The counters of a cluster. Checkpoints and `summary.json` have a key for each. A new counter is a case here, a line
/// of code that counts, and its name in docs/fault-tolerance.md.
///
/// The raw values are the keys of checkpoints. They must not change with the names of the cases.
public enum ClusterCounter: String, CaseIterable, Sendable {
    /// Sessions that became members.
    case workersJoined = "workersJoined"
    /// Sessions of members that ended without a goodbye, including those that ended with their coordinator.
    case sessionsLost = "sessionsLost"
    /// Sessions of members that ended with a goodbye of the worker.
    case workersLeft = "workersLeft"
    /// Sessions of members that ended with a goodbye of the coordinator, in earlier processes of the run.
    case workersDismissed = "workersDismissed"
    /// Peers that were rejected, that sent messages without a session, or that do not use ZeroMQ.
    case peersRefused = "peersRefused"
    /// Blocks given to another worker because their session ended.
    case blocksReassigned = "blocksReassigned"
    /// Blocks that were computed a second time because the first computation was slow.
    case blocksRaced = "blocksRaced"
    /// Blocks of verified steps whose result was accepted: two workers, or one and the coordinator, computed the same
    /// bytes, or the coordinator decided.
    case blocksVerified = "blocksVerified"
    /// Workers, by name, whose results were found to be wrong.
    case workersExpelled = "workersExpelled"
    /// How often the coordinator noticed that its own process had been suspended, or had waited for its disk.
    case suspensions = "suspensions"
    /// Processes that the run has had: one, and one more each time that it was resumed.
    case lives = "lives"

    /// Its key in `summary.json`: the raw value in snake_case. Nil for counters that only checkpoints need.
    public var summaryKey: String? {
        if self == .workersDismissed { return nil }
        return rawValue.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
    }
}
