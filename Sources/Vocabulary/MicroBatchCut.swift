/// How the samples of a step are cut into micro-batches: consecutive ranges whose sizes differ by at most one, the
/// larger first. A step with fewer samples than micro-batches is cut into as many ranges as it has samples, so that no
/// range is empty.
public struct MicroBatchCut: Sendable, Hashable {
    /// The number of samples in the step.
    public let samples: Int
    /// The number of micro-batches that a whole batch is cut into.
    public let microBatches: Int

    /// The cut of `samples` samples, which may be 0, into at most `microBatches` micro-batches, at least 1.
    public init(samples: Int, microBatches: Int) {
        precondition(samples >= 0 && microBatches > 0, "\(samples) samples in \(microBatches) micro-batches")
        self.samples = samples
        self.microBatches = microBatches
    }

    /// The number of micro-batches in the step: ``microBatches``, or the number of samples if there are fewer.
    public var count: Int { min(samples, microBatches) }

    /// The samples of each micro-batch, as positions within the step.
    public var ranges: [Range<Int>] { (0..<count).map { start(of: $0)..<start(of: $0 + 1) } }

    /// The samples of a block of micro-batches, as positions within the step; empty if the step has none of these
    /// micro-batches.
    public func range(of block: Block) -> Range<Int> {
        start(of: min(block.start, count))..<start(of: min(block.start + block.count, count))
    }

    /// The position of the first sample of a micro-batch within the step. If `microBatch` is ``count``, the result is
    /// the number of samples.
    private func start(of microBatch: Int) -> Int {
        let (size, larger) = samples.quotientAndRemainder(dividingBy: microBatches)
        return microBatch * size + min(microBatch, larger)
    }
}
