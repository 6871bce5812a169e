/// What the dropout masks of a micro-batch depend on, besides the layer's index.
public struct DropoutKey: Sendable, Hashable {
    /// The run's seed.
    public var seed: UInt64
    /// From 1.
    public var epoch: Int
    /// Step within the epoch, from 0.
    public var step: Int
    /// Index of the micro-batch in the global batch, from 0.
    public var microBatch: Int

    /// A key.
    public init(seed: UInt64, epoch: Int, step: Int, microBatch: Int) {
        self.seed = seed
        self.epoch = epoch
        self.step = step
        self.microBatch = microBatch
    }
}
