/// The coordinator's measurement of a cluster's steps: how long they take, and how much of that is computing.
public struct ExchangeMeasurement: Sendable, Hashable {
    /// The number of workers that take part.
    public let workers: Int
    /// The number of slots of each worker: the median if they differ.
    public let slots: Int
    /// The number of samples in a batch.
    public let batchSize: Int
    /// The number of micro-batches in a batch.
    public let microBatches: Int
    /// Seconds that a slot needs for a micro-batch: the median of the workers.
    public let microBatchSeconds: Double
    /// Seconds that a training step takes: the median of the last steps.
    public let stepSeconds: Double
    /// The number of bytes in which all weights are sent to a worker.
    public let weightBytes: Int
    /// The number of bytes in which a worker sends the gradient of a block.
    public let gradientBytes: Int

    /// The measurement with these values.
    public init(
        workers: Int, slots: Int, batchSize: Int, microBatches: Int, microBatchSeconds: Double, stepSeconds: Double,
        weightBytes: Int, gradientBytes: Int
    ) {
        self.workers = workers
        self.slots = slots
        self.batchSize = batchSize
        self.microBatches = microBatches
        self.microBatchSeconds = microBatchSeconds
        self.stepSeconds = stepSeconds
        self.weightBytes = weightBytes
        self.gradientBytes = gradientBytes
    }
}
