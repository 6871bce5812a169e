/// What is counted of a cluster. Checkpoints and `summary.json` have a key for each: whoever adds a counter adds a case
/// here, counts it where it happens, and names it in docs/fault-tolerance.md.
///
/// The raw values are the keys of checkpoints. They stay whatever the cases are called.
public enum ClusterCounter: String, CaseIterable, Sendable {
    /// Sessions that became members.
    case workersJoined = "workersJoined"
    /// Sessions of members that ended without a goodbye, their coordinator's end among the reasons.
    case sessionsLost = "sessionsLost"
    /// Sessions of members that ended with a goodbye of the worker.
    case workersLeft = "workersLeft"
    /// Sessions of members that ended with a goodbye of the coordinator, in lives before this one.
    case workersDismissed = "workersDismissed"
    /// Peers that were not let in, whose messages came from no session, or that do not speak ZeroMQ.
    case peersRefused = "peersRefused"
    /// Blocks given to another worker because their session ended.
    case blocksReassigned = "blocksReassigned"
    /// Blocks computed a second time because the first was slow.
    case blocksRaced = "blocksRaced"
    /// Blocks that two workers, or one and the coordinator, have computed to the same bytes, or the coordinator alone
    /// where they differed.
    case blocksVerified = "blocksVerified"
    /// Workers, by name, whose results were found to be wrong.
    case workersExpelled = "workersExpelled"
    /// Times that the coordinator found it had been suspended itself, or had waited for its disk.
    case suspensions = "suspensions"
    /// Coordinators that the run has had: one, and one more for each time that it was resumed.
    case lives = "lives"

    /// Its key in `summary.json`: the raw value in snake_case. Nil for what only a later life of the coordinator needs.
    public var summaryKey: String? {
        if self == .workersDismissed { return nil }
        return rawValue.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
    }
}
