import Vocabulary

/// The header of a message that assigns micro-batches to a worker. The frame holds the pixels of the block's samples, 8
/// bits a value, sample after sample, then the labels of the samples as 16-bit numbers, and then their indices in the
/// split as 32-bit numbers. All numbers are little-endian.
public struct Assignment: Sendable, Hashable {
    /// The step that the block is of.
    public var step: StepID
    /// The micro-batches to compute.
    public var block: Block
    /// How many samples the whole step has, of which the block is a part: the samples of the global batch, or of the
    /// chunk of validation samples.
    public var samples: Int

    /// An assignment with these values.
    public init(step: StepID, block: Block, samples: Int) {
        self.step = step
        self.block = block
        self.samples = samples
    }
}

/// The part of an assignment's result that a message carries: the gradient of one bucket, or the metrics.
public enum ResultContent: Sendable, Hashable {
    /// The block's gradient of the bucket with this index. The frame holds it as little-endian numbers in the run's
    /// exchange precision, fp32 or bf16.
    case bucket(Int)
    /// The sums of the run's metrics over the block's samples. The sums are not finite when training diverges.
    case metrics(MetricSums)

    /// Whether a frame follows the header: it holds a bucket's gradient. Metrics are in the header itself.
    public var carriesFrame: Bool {
        switch self {
        case .bucket: true
        case .metrics: false
        }
    }
}

/// The header of a message with a part of the result of an assignment: the metrics, or the gradient of one bucket.
public struct BlockResult: Sendable, Hashable {
    /// The step that the block is of.
    public var step: StepID
    /// The micro-batches that the result is of: the same block as in the assignment.
    public var block: Block
    /// The part of the result that is sent: the metrics, or the gradient of one bucket.
    public var content: ResultContent

    /// A result with these values.
    public init(step: StepID, block: Block, content: ResultContent) {
        self.step = step
        self.block = block
        self.content = content
    }
}

/// The coordinator's message that it no longer needs an assignment. The worker should not compute what is left of the
/// assignment.
public struct Cancel: Sendable, Hashable {
    /// The step that the cancelled work belongs to.
    public var step: StepID
    /// The micro-batches that are no longer needed: the same block as in the assignment.
    public var block: Block

    /// A cancel message with these values.
    public init(step: StepID, block: Block) {
        self.step = step
        self.block = block
    }
}
