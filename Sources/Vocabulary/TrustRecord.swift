/// Facts about workers, by name: which workers are expelled, and for each worker, from when on its unverified results
/// are in the run. Checkpoints contain these facts.
public struct TrustRecord: Sendable, Hashable, Codable {
    /// For the name of each worker whose result was wrong, the number of the step in which the coordinator found that.
    /// No worker can join the run again under such a name.
    public var expelled: [String: UInt64] = [:]
    /// For each worker, by name, the first version of the weights that was trained or validated with an unverified
    /// result of this worker.
    public var unverifiedSince: [String: UInt64] = [:]

    /// The keys in checkpoints. They must stay the same if a property is renamed.
    private enum CodingKeys: String, CodingKey {
        case expelled = "expelled"
        case unverifiedSince = "unverifiedSince"
    }

    /// Begins without facts about any worker.
    public init() {}

    /// The first version of the weights that was trained or validated with an unverified result of an expelled worker;
    /// nil if no such result is in the run.
    public var doubtfulSince: UInt64? {
        expelled.keys.compactMap { unverifiedSince[$0] }.min()
    }

    /// The facts of two processes of a run together. If both have a number for a worker, the smaller number counts.
    public static func + (left: TrustRecord, right: TrustRecord) -> TrustRecord {
        var sum = left
        sum.expelled.merge(right.expelled, uniquingKeysWith: min)
        sum.unverifiedSince.merge(right.unverifiedSince, uniquingKeysWith: min)
        return sum
    }
}
