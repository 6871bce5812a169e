/// A sign of life.
public struct Beat: Sendable, Hashable {
    /// Micro-batches that the worker has computed so far; 0 from the coordinator.
    public var progress: UInt64
    /// Seconds that a slot of the worker lately computed for a micro-batch in training; 0 before there is a measure,
    /// and from the coordinator.
    public var microBatchSeconds: Double

    /// A beat with these values.
    public init(progress: UInt64, microBatchSeconds: Double = 0) {
        self.progress = progress
        self.microBatchSeconds = microBatchSeconds
    }
}

/// The last word of a session.
public struct Goodbye: Sendable, Hashable {
    /// Why the sender leaves, for a person.
    public var reason: String
    /// Whether the run is over, so that a worker should not come back.
    public var final: Bool

    /// A goodbye with these values.
    public init(reason: String, final: Bool) {
        self.reason = reason
        self.final = final
    }
}
