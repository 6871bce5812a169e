/// The counters of a cluster. Checkpoints have a key for each counter, and `summary.json` for each that has a
/// ``summaryKey``. A new counter is a case here, a line of code that counts, and its name in docs/fault-tolerance.md.
///
/// The raw values are the keys of checkpoints. They must stay the same if a case is renamed.
public enum ClusterCounter: String, CaseIterable, Sendable {
    /// Sessions of workers that joined the run and became members.
    case workersJoined = "workersJoined"
    /// Sessions of members that were lost: the coordinator ended them for a reason in ``SessionLoss/Cause``, or the
    /// coordinator itself was killed.
    case sessionsLost = "sessionsLost"
    /// Sessions of members that ended with a goodbye of the worker.
    case workersLeft = "workersLeft"
    /// Sessions of members to which the coordinator said goodbye, because its process ended in order. Only sessions of
    /// earlier processes of the run are counted.
    case workersDismissed = "workersDismissed"
    /// Peers that were refused: workers that may not join, peers that broke the protocol before they joined or sent
    /// messages without a session, and connections that failed, or were closed by the coordinator, before a worker
    /// joined.
    case peersRefused = "peersRefused"
    /// Blocks that were given to another worker because the session of the worker that computed them ended.
    case blocksReassigned = "blocksReassigned"
    /// Blocks that were given to one more worker because their computation was slow.
    case blocksRaced = "blocksRaced"
    /// Blocks of verified steps whose result was accepted: two workers, or one and the coordinator, computed the same
    /// bytes, or the coordinator decided.
    case blocksVerified = "blocksVerified"
    /// Workers that were expelled because a result was found to be wrong. A name counts once.
    case workersExpelled = "workersExpelled"
    /// How often the coordinator noticed that its own process had been suspended, or had waited for its disk.
    case suspensions = "suspensions"
    /// Processes that the run has had: one, and one more each time that it was resumed.
    case lives = "lives"

    /// The counter's key in `summary.json`: the raw value in snake_case. Nil for a counter that only checkpoints need.
    public var summaryKey: String? {
        if self == .workersDismissed { return nil }
        return rawValue.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
    }
}
