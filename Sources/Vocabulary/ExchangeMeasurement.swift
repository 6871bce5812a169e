/// The coordinator's measurement of a cluster's steps: how long they take, and how much of that is computing.
public struct ExchangeMeasurement: Sendable, Hashable {
    /// The number of workers that are members of the run.
    public let workers: Int
    /// The number of slots of a worker: the median, if the workers have different numbers.
    public let slots: Int
    /// The number of samples in a batch.
    public let batchSize: Int
    /// The number of micro-batches in a batch.
    public let microBatches: Int
    /// Seconds that a slot needs for a micro-batch: the median over the workers.
    public let microBatchSeconds: Double
    /// Seconds that a training step takes: the median over the last steps.
    public let stepSeconds: Double
    /// The number of bytes of all weights, as the coordinator sends them to a worker.
    public let weightBytes: Int
    /// The number of bytes of a block's gradient, as a worker sends it.
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
