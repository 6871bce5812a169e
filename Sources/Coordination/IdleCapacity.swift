/// What could compute, and has nothing to do as a batch has too few micro-batches.
public struct IdleCapacity: Sendable, Hashable, CustomStringConvertible {
    /// What stays idle.
    public enum Kind: String, Sendable {
        /// Of workers that have joined.
        case slots
        /// Of this machine, where no more workers are started than have work.
        case cores
    }

    /// Samples of a micro-batch that are enough for the statistics of batch normalization.
    private static let enoughSamples = 16

    private let kind: Kind
    private let count: Int
    private let microBatches: Int
    private let batchSize: Int

    /// `count` slots or cores, more than there are micro-batches of a batch.
    public init(_ kind: Kind, count: Int, microBatches: Int, batchSize: Int) {
        self.kind = kind
        self.count = count
        self.microBatches = microBatches
        self.batchSize = batchSize
    }

    /// One line for a person, with what a new run can do about it.
    public var description: String {
        var wanted = microBatches
        while wanted < count { wanted *= 2 }
        let samples = IdleCapacity.enoughSamples * wanted
        let larger = batchSize < samples ? "--batch-size \(samples) " : ""
        return "\(count - microBatches) of \(count) \(kind.rawValue) stay idle: a batch of \(batchSize) is cut into "
            + "\(microBatches) micro-batch\(microBatches == 1 ? "" : "es"); \(larger)--micro-batches \(wanted) in a new "
            + "run would use them"
    }
}
