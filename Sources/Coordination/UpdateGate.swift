/// When new weights are made of a bucket whose gradient is reduced.
public enum UpdatePolicy: Sendable, Hashable {
    /// At once, while other buckets of the step are still awaited.
    case eachBucket
    /// Once every bucket of the step is reduced: for an update that needs the whole gradient, as its norm.
    case afterAll
}

/// Stands between "a bucket is reduced" and "make its new weights", in one training step.
///
/// Every bucket goes in once and comes out once, in the order in which the buckets were reduced. With
/// ``UpdatePolicy/afterAll`` nothing comes out before all are in; then they come out one at a time, each after the one
/// before it is applied. So when an update fails, all later buckets are still here, and nobody else makes weights of
/// them.
package struct UpdateGate: Sendable {
    private let policy: UpdatePolicy
    private let bucketCount: Int
    private var reduced: Set<Int> = []
    /// Buckets that are reduced and may not be applied yet, the next one first.
    package private(set) var waiting: [Int] = []

    /// The gate of a step with so many buckets, none of which is reduced.
    package init(_ policy: UpdatePolicy, bucketCount: Int) {
        self.policy = policy
        self.bucketCount = bucketCount
    }

    /// Takes a bucket that is reduced; returns the one of which new weights are to be made now, if any.
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

    /// Takes note that new weights were made of a bucket; returns the next one, if one waits.
    package mutating func applied(_ bucket: Int) -> Int? {
        precondition(reduced.contains(bucket) && !waiting.contains(bucket), "bucket \(bucket) did not pass the gate")
        return reduced.count == bucketCount && !waiting.isEmpty ? waiting.removeFirst() : nil
    }
}
