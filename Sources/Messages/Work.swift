import Vocabulary

/// Micro-batches to compute. Its frame holds the pixels of the block's samples, 8 bits a value, sample after sample,
/// then their labels as 16-bit numbers, and then their indices in the split as 32-bit numbers, little-endian.
public struct Assignment: Sendable, Hashable {
    /// The step that the block is of.
    public var step: StepID
    /// The micro-batches.
    public var block: Block
    /// Samples of the whole global batch, of which the block is a part.
    public var samples: Int

    /// An assignment with these values.
    public init(step: StepID, block: Block, samples: Int) {
        self.step = step
        self.block = block
        self.samples = samples
    }
}

/// The content of a result.
public enum ResultContent: Sendable, Hashable {
    /// The block's gradient of one bucket; the frame holds it as little-endian floats.
    case bucket(Int)
    /// The sums of the run's metrics over the block. They are not finite when training diverges.
    case metrics(MetricSums)

    /// Whether a raw frame follows the header.
    public var carriesFrame: Bool {
        switch self {
        case .bucket: true
        case .metrics: false
        }
    }
}

/// A part of the result of an assignment: the metrics, or one bucket.
public struct BlockResult: Sendable, Hashable {
    /// The step that the block is of.
    public var step: StepID
    /// The micro-batches, as assigned.
    public var block: Block
    /// The part.
    public var content: ResultContent

    /// A result with these values.
    public init(step: StepID, block: Block, content: ResultContent) {
        self.step = step
        self.block = block
        self.content = content
    }
}

/// Work that is no longer needed.
public struct Cancel: Sendable, Hashable {
    /// The step of the work.
    public var step: StepID
    /// The micro-batches, as assigned.
    public var block: Block

    /// A cancel with these values.
    public init(step: StepID, block: Block) {
        self.step = step
        self.block = block
    }
}
