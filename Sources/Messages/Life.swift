/// A sign of life.
public struct Beat: Sendable, Hashable {
    /// Micro-batches that the worker has computed so far; 0 from the coordinator.
    public var progress: UInt64

    /// A beat with this progress.
    public init(progress: UInt64) {
        self.progress = progress
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
