/// The counters of a cluster. Checkpoints have a key for each counter, and `summary.json` for each that has a
/// ``summaryKey``. To add a counter, add a case here, code that counts, and the counter's name in
/// docs/fault-tolerance.md.
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
    /// Sessions of members to which the coordinator said goodbye when its process ended in order. They are counted when
    /// the run is resumed. So the sessions of a run's last process are not counted.
    case workersDismissed = "workersDismissed"
    /// Peers that the coordinator refused: workers that may not join, peers that broke the protocol before they were
    /// members, peers that sent messages without a session, and connections that failed, or that the coordinator
    /// closed, before a worker joined.
    case peersRefused = "peersRefused"
    /// Blocks that were given to another worker because the session of the worker that computed them ended.
    case blocksReassigned = "blocksReassigned"
    /// Blocks that the coordinator gave to one more worker, or in a verified step computed itself, because the workers
    /// that had them were slow.
    case blocksRaced = "blocksRaced"
    /// Blocks of verified steps whose result the coordinator accepted: two workers sent the same bytes, or the
    /// coordinator computed the block itself.
    case blocksVerified = "blocksVerified"
    /// Names of workers that the coordinator expelled because it found a result of theirs to be wrong.
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
