import Tensors
import Vocabulary

/// How an epoch is cut into global batches, and a global batch into micro-batches.
///
/// Every sample occurs once an epoch; the last global batch of an epoch may be smaller.
public struct BatchPlan: Sendable, Hashable {
    /// The number of samples in an epoch.
    public let sampleCount: Int
    /// The number of samples in every global batch but the last, which has 1…batchSize.
    public let batchSize: Int
    /// The number of micro-batches that a full global batch is cut into.
    public let microBatches: Int

    /// A plan. `sampleCount` may be zero; `batchSize` and `microBatches` must be positive.
    public init(sampleCount: Int, batchSize: Int, microBatches: Int) {
        precondition(sampleCount >= 0, "\(sampleCount) samples")
        precondition(batchSize > 0 && microBatches > 0, "batch size \(batchSize), \(microBatches) micro-batches")
        self.sampleCount = sampleCount
        self.batchSize = batchSize
        self.microBatches = microBatches
    }

    /// The number of global batches in an epoch, which is its number of steps.
    public var steps: Int { (sampleCount + batchSize - 1) / batchSize }

    /// The samples of a step, as positions in the epoch's order. The first step is 0.
    public func batch(_ step: Int) -> Range<Int> {
        precondition((0..<steps).contains(step), "step \(step) of \(steps)")
        return step * batchSize..<min((step + 1) * batchSize, sampleCount)
    }

    /// The micro-batches of a step, in order: `MicroBatchCut` cuts the range ``batch(_:)`` into these ranges of
    /// positions.
    public func microBatches(ofStep step: Int) -> [Range<Int>] {
        let batch = batch(step)
        return MicroBatchCut(samples: batch.count, microBatches: microBatches).ranges.map {
            $0.lowerBound + batch.lowerBound..<$0.upperBound + batch.lowerBound
        }
    }

    /// The order of the samples in an epoch: a permutation of 0 ..< `count` that depends only on `count`, the seed and
    /// the epoch, counted from 1.
    public static func order(count: Int, seed: UInt64, epoch: Int) -> [Int] {
        RandomStream(seed: seed, purpose: .shuffle, epoch: epoch).permutation(count: count)
    }
}
