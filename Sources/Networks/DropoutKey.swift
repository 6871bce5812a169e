/// What the dropout masks of a micro-batch depend on, besides the layer's index.
public struct DropoutKey: Sendable, Hashable {
    /// The run's seed.
    public var seed: UInt64
    /// The epoch, from 1.
    public var epoch: Int
    /// The step within the epoch, from 0.
    public var step: Int
    /// The index of the micro-batch in the global batch, from 0.
    public var microBatch: Int

    /// The key for the dropout masks of one micro-batch.
    public init(seed: UInt64, epoch: Int, step: Int, microBatch: Int) {
        self.seed = seed
        self.epoch = epoch
        self.step = step
        self.microBatch = microBatch
    }
}
