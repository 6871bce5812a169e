/// Slots or cores that have nothing to compute, because a batch has too few micro-batches.
public struct IdleCapacity: Sendable, Hashable {
    /// Whether slots or cores are idle.
    public enum Kind: String, Sendable {
        /// Slots of workers that have joined, or that this process is about to start. In a run without workers, the
        /// slots of this process.
        case slots
        /// Cores of this machine. The run does not compute on an idle core.
        case cores
    }

    /// Whether slots or cores are idle.
    public let kind: Kind
    /// The number of all slots or cores, including the busy ones.
    public let count: Int
    /// The number of micro-batches in a batch.
    public let microBatches: Int
    /// The number of samples in a batch.
    public let batchSize: Int

    /// The idle capacity among `count` slots or cores. `count` is greater than `microBatches`.
    public init(_ kind: Kind, count: Int, microBatches: Int, batchSize: Int) {
        self.kind = kind
        self.count = count
        self.microBatches = microBatches
        self.batchSize = batchSize
    }

    /// The number of idle slots or cores.
    public var idle: Int { count - microBatches }
}
