/// What is known of workers, by name, that decides whether they are believed. It outlives a coordinator.
public struct TrustRecord: Sendable, Hashable, Codable {
    /// Workers whose results were found to be wrong, and the step in which they were. They do not come back under these
    /// names.
    public var expelled: [String: UInt64] = [:]
    /// The first version of the weights that holds, or was judged by, a result of this worker that nobody verified.
    public var unverifiedSince: [String: UInt64] = [:]

    /// The names in checkpoints. They stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case expelled = "expelled"
        case unverifiedSince = "unverifiedSince"
    }

    /// Nothing is known of anybody.
    public init() {}

    /// The first version of the weights that holds unverified work of a worker that was found to be wrong later; nil if
    /// there is none.
    public var doubtfulSince: UInt64? {
        expelled.keys.compactMap { unverifiedSince[$0] }.min()
    }

    /// What is known after two lives of a coordinator.
    public static func + (left: TrustRecord, right: TrustRecord) -> TrustRecord {
        var sum = left
        sum.expelled.merge(right.expelled, uniquingKeysWith: min)
        sum.unverifiedSince.merge(right.unverifiedSince, uniquingKeysWith: min)
        return sum
    }
}
