/// Facts about workers, by name, that decide whether their results are accepted. Checkpoints keep them.
public struct TrustRecord: Sendable, Hashable, Codable {
    /// Workers whose results were wrong, and the step in which that was found. They cannot join again under these
    /// names.
    public var expelled: [String: UInt64] = [:]
    /// The first version of the weights that was trained or validated with an unverified result of this worker.
    public var unverifiedSince: [String: UInt64] = [:]

    /// The names in checkpoints. They must not change with the names of the properties.
    private enum CodingKeys: String, CodingKey {
        case expelled = "expelled"
        case unverifiedSince = "unverifiedSince"
    }

    /// No facts.
    public init() {}

    /// The first version of the weights that holds unverified work of a worker that was found to be wrong later; nil if
    /// there is none.
    public var doubtfulSince: UInt64? {
        expelled.keys.compactMap { unverifiedSince[$0] }.min()
    }

    /// The facts of two processes of a run together.
    public static func + (left: TrustRecord, right: TrustRecord) -> TrustRecord {
        var sum = left
        sum.expelled.merge(right.expelled, uniquingKeysWith: min)
        sum.unverifiedSince.merge(right.unverifiedSince, uniquingKeysWith: min)
        return sum
    }
}
