/// What a step is for.
public enum Phase: UInt8, Sendable, Hashable {
    /// A global batch, whose gradient moves the weights.
    case training = 0
    /// A chunk of the validation or test samples, of which figures alone are wanted.
    case validation = 1
}

/// Which step a message is about.
public struct StepID: Sendable, Hashable {
    /// Training or validation.
    public var phase: Phase
    /// The epoch, at most 65535.
    public var epoch: Int
    /// The step within the epoch, or the chunk of a validation.
    public var step: Int
    /// The weights version that the step computes with.
    public var version: UInt64

    /// The name of a step.
    public init(phase: Phase, epoch: Int, step: Int, version: UInt64) {
        self.phase = phase
        self.epoch = epoch
        self.step = step
        self.version = version
    }
}

extension StepID: Comparable {
    /// The order in which a run takes its steps: an epoch's validation comes after its training.
    public static func < (left: StepID, right: StepID) -> Bool {
        (left.epoch, left.phase.rawValue, left.step, left.version)
            < (right.epoch, right.phase.rawValue, right.step, right.version)
    }
}

/// An aligned power-of-two run of micro-batches: the unit of assignment.
public struct Block: Sendable, Hashable {
    /// The first micro-batch; a multiple of `count`.
    public var start: Int
    /// How many there are; a power of two.
    public var count: Int

    /// The block of `count` micro-batches from `start`.
    public init(start: Int, count: Int) {
        self.start = start
        self.count = count
    }
}

/// Micro-batches to compute. Its frame holds the pixels of the block's samples, 8 bits a value, sample after sample,
/// and then their labels as little-endian 16-bit numbers.
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

/// What a result brings.
public enum ResultContent: Sendable, Hashable {
    /// The block's gradient of one bucket; the frame holds it as little-endian floats.
    case bucket(Int)
    /// Sums over the block: of the losses and of the plain cross-entropies (not finite when training diverges), of the
    /// right answers, of the samples.
    case figures(lossSum: Double, crossEntropySum: Double, correct: Int, samples: Int)

    /// Whether a raw frame follows the header.
    public var carriesFrame: Bool {
        switch self {
        case .bucket: true
        case .figures: false
        }
    }
}

/// A part of what an assignment asked for: each bucket comes by itself, and so do the figures.
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

/// Work that is not wanted any more.
public struct Cancel: Sendable, Hashable {
    /// The step that it is of.
    public var step: StepID
    /// The micro-batches, as assigned; nil is everything of the step.
    public var block: Block?

    /// A cancel with these values.
    public init(step: StepID, block: Block?) {
        self.step = step
        self.block = block
    }
}
