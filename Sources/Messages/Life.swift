/// The sign of life that a worker and its coordinator send each other, together with the worker's progress.
public struct Beat: Sendable, Hashable {
    /// The number of micro-batches that the worker has computed so far; 0 from the coordinator.
    public var progress: UInt64
    /// The recent mean time in seconds that one slot of the worker takes for a micro-batch in training; 0 before the
    /// first measurement, and from the coordinator.
    public var microBatchSeconds: Double

    /// A beat with these values.
    public init(progress: UInt64, microBatchSeconds: Double = 0) {
        self.progress = progress
        self.microBatchSeconds = microBatchSeconds
    }
}

/// The last message of a session.
public struct Goodbye: Sendable, Hashable {
    /// Why the session ends, as a text for people.
    public var reason: String
    /// Whether the worker leaves for good, because the run or the worker has stopped. Otherwise the worker should join
    /// again.
    public var final: Bool

    /// A goodbye with these values.
    public init(reason: String, final: Bool) {
        self.reason = reason
        self.final = final
    }
}
