/// Says when a bucket is applied: when its gradient, summed over the batch (reduced), updates the bucket's weights.
public enum UpdatePolicy: Sendable, Hashable {
    /// As soon as the bucket is reduced, while other buckets of the step are still awaited.
    case eachBucket
    /// Once every bucket of the step is reduced: for an update that needs the whole gradient, for instance its norm.
    case afterAll
}

/// Decides when a reduced bucket is applied, in one training step.
///
/// Every bucket enters once and leaves once, in the order in which the buckets were reduced. With
/// ``UpdatePolicy/afterAll`` no bucket leaves before all have entered. Then they leave one at a time, each when the
/// update of the bucket before it is done. So when an update fails, all later buckets are still in the gate and are not
/// applied.
package struct UpdateGate: Sendable {
    private let policy: UpdatePolicy
    private let bucketCount: Int
    private var reduced: Set<Int> = []
    /// Buckets that are reduced and may not be applied yet, the next one first.
    package private(set) var waiting: [Int] = []

    /// The gate of a step with `bucketCount` buckets, none of which is reduced.
    package init(_ policy: UpdatePolicy, bucketCount: Int) {
        self.policy = policy
        self.bucketCount = bucketCount
    }

    /// Takes a bucket that is reduced. Returns the bucket to apply now; nil if there is none.
    package mutating func enter(_ bucket: Int) -> Int? {
        precondition((0..<bucketCount).contains(bucket), "bucket \(bucket) of \(bucketCount)")
        precondition(reduced.insert(bucket).inserted, "bucket \(bucket) was reduced twice")
        switch policy {
        case .eachBucket:
            return bucket
        case .afterAll:
            waiting.append(bucket)
            return reduced.count == bucketCount ? waiting.removeFirst() : nil
        }
    }

    /// Records that a bucket was applied. Returns the next bucket to apply; nil if there is none.
    package mutating func applied(_ bucket: Int) -> Int? {
        precondition(reduced.contains(bucket) && !waiting.contains(bucket), "bucket \(bucket) did not pass the gate")
        return reduced.count == bucketCount && !waiting.isEmpty ? waiting.removeFirst() : nil
    }
}
