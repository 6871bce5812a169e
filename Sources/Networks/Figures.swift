/// What a micro-batch adds to the figures of an epoch.
public struct Figures: Sendable, Hashable, Codable {
    /// Σ over samples of the cross-entropy: weighted by class in training, plain in evaluation.
    public var lossSum: Double
    /// Σ over samples of the cross-entropy −log softmax[label], without class weights.
    public var crossEntropySum: Double
    /// Samples whose most probable class is their label.
    public var correct: Int
    /// Samples in all.
    public var samples: Int

    /// Figures of no samples, unless given.
    public init(lossSum: Double = 0, crossEntropySum: Double = 0, correct: Int = 0, samples: Int = 0) {
        self.lossSum = lossSum
        self.crossEntropySum = crossEntropySum
        self.correct = correct
        self.samples = samples
    }
}

/// What the dropout masks of a micro-batch depend on, besides the layer's place.
public struct DropoutKey: Sendable, Hashable {
    /// The run's seed.
    public var seed: UInt64
    /// From 1.
    public var epoch: Int
    /// Step within the epoch, from 0.
    public var step: Int
    /// Place of the micro-batch in the global batch, from 0.
    public var microBatch: Int

    /// A key.
    public init(seed: UInt64, epoch: Int, step: Int, microBatch: Int) {
        self.seed = seed
        self.epoch = epoch
        self.step = step
        self.microBatch = microBatch
    }
}

/// How long a layer took, over all micro-batches since measuring began.
public struct LayerTime: Sendable, Hashable {
    /// The layer, for instance `conv2d_1`.
    public let layer: String
    /// Seconds in forward passes.
    public internal(set) var forward: Double
    /// Seconds in backward passes.
    public internal(set) var backward: Double
    /// Floating-point operations of both passes for a sample, as plain products and sums; 0 for a layer without kernel.
    public let operations: Double
    /// Bytes of inputs, outputs and the gradients of both, for a sample.
    public let bytes: Double
}
