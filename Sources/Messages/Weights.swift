/// The header of a message with the weights of one bucket, a part of all weights. The frame holds the weights as
/// little-endian floats.
public struct WeightsBucket: Sendable, Hashable {
    /// The version that the weights belong to.
    public var version: UInt64
    /// The index of the bucket in the layout of the weights, from 0.
    public var bucket: Int

    /// A bucket with these values.
    public init(version: UInt64, bucket: Int) {
        self.version = version
        self.bucket = bucket
    }
}

/// The report of a worker that a version of the weights has arrived completely, and that the worker no longer computes
/// with an older version.
public struct Acknowledgement: Sendable, Hashable {
    /// The version of the weights that has arrived.
    public var version: UInt64

    /// An acknowledgement of `version`.
    public init(version: UInt64) {
        self.version = version
    }
}
