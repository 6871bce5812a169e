/// Slots or cores that have nothing to compute, because a batch has too few micro-batches.
public struct IdleCapacity: Sendable, Hashable {
    /// What is idle.
    public enum Kind: String, Sendable {
        /// Slots of workers that have joined, or are about to be started.
        case slots
        /// Cores of this machine, for which no worker is started.
        case cores
    }

    /// What is idle.
    public let kind: Kind
    /// All slots or cores, the busy ones too.
    public let count: Int
    /// The number of micro-batches in a batch.
    public let microBatches: Int
    /// The number of samples in a batch.
    public let batchSize: Int

    /// `count` slots or cores, more than there are micro-batches of a batch.
    public init(_ kind: Kind, count: Int, microBatches: Int, batchSize: Int) {
        self.kind = kind
        self.count = count
        self.microBatches = microBatches
        self.batchSize = batchSize
    }

    /// How many of them are idle.
    public var idle: Int { count - microBatches }
}
