import Messages
import Vocabulary

/// A place for a sum of gradients: one bucket's over one block of micro-batches.
public struct NodeID: Sendable, Hashable {
    /// The bucket, in the model's forward order.
    public let bucket: Int
    /// The micro-batches that are summed.
    public let block: Block

    /// Names a place.
    public init(bucket: Int, block: Block) {
        self.bucket = bucket
        self.block = block
    }
}

/// The figures of micro-batches, added in the fixed tree.
struct FigureSums: Sendable {
    private(set) var tree: ReductionTree
    private var sums: [Block: StepFigures] = [:]

    /// None yet, of the tree's leaves.
    init(tree: ReductionTree) {
        self.tree = tree
    }

    /// The sum of all, once they are there.
    var total: StepFigures? { tree.isComplete ? sums[tree.root] : nil }

    mutating func fill(_ figures: StepFigures, block: Block) {
        guard case .filled(let node, let discarded, let additions) = tree.fill(block) else { return }
        for block in discarded { sums[block] = nil }
        sums[node] = figures
        for addition in additions {
            // Both operands are filled nodes, so both sums are there.
            sums[addition.parent] =
                sums.removeValue(forKey: addition.left)! + sums.removeValue(forKey: addition.right)!
        }
    }
}

/// How far the reduction of one step is: a tree for each bucket (in training) and one for the figures.
struct StepProgress: Sendable {
    let step: StepID
    /// Samples of the global batch.
    let samples: Int
    private(set) var buckets: [ReductionTree]
    private(set) var figures: FigureSums
    /// Buckets whose new weights are made.
    private(set) var applied: Set<Int> = []
    /// Buckets whose new weights were made and sent before the step was begun anew; nil if it was not.
    let revoked: Set<Int>?

    init(step: StepID, samples: Int, microBatches: Int, bucketCount: Int, revoked: Set<Int>? = nil) {
        self.revoked = revoked
        let tree = ReductionTree(leaves: microBatches, present: min(samples, microBatches))
        self.step = step
        self.samples = samples
        buckets = Array(repeating: tree, count: step.phase == .training ? bucketCount : 0)
        figures = FigureSums(tree: tree)
    }

    /// The micro-batches that hold samples.
    var presentLeaves: Range<Int> { 0..<figures.tree.present }

    /// Whether nothing of this block is needed any more.
    func covers(_ block: Block) -> Bool {
        hasFigures(of: block) && buckets.allSatisfy { $0.covers(block) }
    }

    /// How many samples a block has.
    func samples(of block: Block) -> Int {
        MicroBatchCut(samples: samples, microBatches: figures.tree.leaves).range(of: block).count
    }

    /// Whether this block's loss and correct predictions are there.
    func hasFigures(of block: Block) -> Bool {
        figures.tree.covers(block)
    }

    /// Whether every bucket is applied and the figures are whole.
    var isComplete: Bool { figures.tree.isComplete && applied.count == buckets.count }

    /// The sum over the whole batch, once whole.
    var totalFigures: StepFigures? { figures.total }

    mutating func fill(figures values: StepFigures, block: Block) {
        figures.fill(values, block: block)
    }

    mutating func fill(bucket: Int, block: Block) -> ReductionTree.Outcome {
        buckets[bucket].fill(block)
    }

    mutating func markApplied(_ bucket: Int) {
        applied.insert(bucket)
    }
}
