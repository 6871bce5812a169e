import Messages
import Vocabulary

/// Names a sum of gradients: the gradient of one bucket, summed over one block of micro-batches.
public struct NodeID: Sendable, Hashable {
    /// The bucket, in the model's forward order.
    public let bucket: Int
    /// The micro-batches whose gradients are summed.
    public let block: Block

    /// Makes the name of a node.
    public init(bucket: Int, block: Block) {
        self.bucket = bucket
        self.block = block
    }
}

/// The metrics of micro-batches, summed in the order of the reduction tree.
struct MetricTree: Sendable {
    private(set) var tree: ReductionTree
    private var sums: [Block: MetricSums] = [:]

    /// A tree that holds no metrics yet.
    init(tree: ReductionTree) {
        self.tree = tree
    }

    /// The sum of all metrics, once it is complete.
    var total: MetricSums? { tree.isComplete ? sums[tree.root] : nil }

    mutating func fill(_ metrics: MetricSums, block: Block) {
        guard case .filled(let node, let discarded, let additions) = tree.fill(block) else { return }
        for block in discarded { sums[block] = nil }
        sums[node] = metrics
        for addition in additions {
            // Both operands are filled nodes, so `sums` has their sums.
            sums[addition.parent] =
                sums.removeValue(forKey: addition.left)! + sums.removeValue(forKey: addition.right)!
        }
    }
}

/// The state of the reduction of one step: a tree for each bucket (in training), and a tree for the metrics.
///
/// A bucket is applied (the sum of its gradients updates its weights) once, and only after its tree is complete. The
/// step is complete when every bucket is applied and the metrics are complete.
package struct Reduction: Sendable {
    /// The step whose gradients and metrics are summed.
    package let step: StepID
    /// The number of samples in the step.
    package let samples: Int
    /// The tree of each bucket's gradient; none in validation.
    package private(set) var buckets: [ReductionTree]
    private(set) var metrics: MetricTree
    /// The buckets whose new weights are computed.
    package private(set) var applied: Set<Int> = []
    /// The buckets whose new weights were computed and sent before the step was restarted. These weights are discarded,
    /// and computed again. Nil if the step was not restarted.
    let revoked: Set<Int>?

    /// The reduction of a step that begins.
    package init(step: StepID, samples: Int, microBatches: Int, bucketCount: Int, revoked: Set<Int>? = nil) {
        self.revoked = revoked
        let tree = ReductionTree(leaves: microBatches, present: min(samples, microBatches))
        self.step = step
        self.samples = samples
        buckets = Array(repeating: tree, count: step.phase == .training ? bucketCount : 0)
        metrics = MetricTree(tree: tree)
    }

    /// The indices of the micro-batches that have samples. If the batch has fewer samples than micro-batches, its last
    /// micro-batches are empty.
    package var presentLeaves: Range<Int> { 0..<metrics.tree.present }

    /// Whether every part of this block's result has arrived, by itself or within the sum of a larger block. Then the
    /// block need not be computed any more.
    package func covers(_ block: Block) -> Bool {
        hasMetrics(of: block) && buckets.allSatisfy { $0.covers(block) }
    }

    /// How many samples a block has.
    package func samples(of block: Block) -> Int {
        MicroBatchCut(samples: samples, microBatches: metrics.tree.leaves).range(of: block).count
    }

    /// Whether the metrics of this block have arrived.
    package func hasMetrics(of block: Block) -> Bool {
        metrics.tree.covers(block)
    }

    /// Whether every bucket is applied and the metrics are complete.
    package var isComplete: Bool { metrics.tree.isComplete && applied.count == buckets.count }

    /// The metrics summed over the whole step; nil until the metrics of all blocks have arrived.
    package var totalMetrics: MetricSums? { metrics.total }

    /// Adds the metrics of a block to the sums of the step.
    package mutating func fill(metrics values: MetricSums, block: Block) {
        metrics.fill(values, block: block)
    }

    /// Records the arrival of one bucket of a block's gradient. Returns whether the gradient is needed, and which
    /// stored sums to discard and which to add then.
    package mutating func fill(bucket: Int, block: Block) -> ReductionTree.Outcome {
        buckets[bucket].fill(block)
    }

    /// Records that a bucket is applied: its new weights are computed.
    package mutating func markApplied(_ bucket: Int) {
        precondition(buckets[bucket].isComplete, "bucket \(bucket) was applied before it was reduced")
        precondition(applied.insert(bucket).inserted, "bucket \(bucket) was applied twice")
    }

    /// The stored sums of gradients of the buckets whose trees are not complete. They are freed if the step restarts.
    package var partialSums: [NodeID] {
        buckets.enumerated().filter { !$1.isComplete }.flatMap { bucket, tree in
            tree.filledNodes.map { NodeID(bucket: bucket, block: $0) }
        }
    }
}
