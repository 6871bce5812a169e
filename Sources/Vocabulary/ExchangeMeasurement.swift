/// The coordinator's measurement of a cluster's steps: how long they take, and how much of that is computing.
public struct ExchangeMeasurement: Sendable, Hashable {
    /// Workers that take part.
    public let workers: Int
    /// Slots of each.
    public let slots: Int
    /// The number of samples in a batch.
    public let batchSize: Int
    /// The number of micro-batches in a batch.
    public let microBatches: Int
    /// Seconds that a slot needs for a micro-batch.
    public let microBatchSeconds: Double
    /// Seconds of a step.
    public let stepSeconds: Double
    /// Bytes of the weights as they are sent.
    public let weightBytes: Int
    /// Bytes of a gradient as it is sent.
    public let gradientBytes: Int

    /// A measurement.
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
