/// The weights of one bucket. Its frame holds them as little-endian floats.
public struct WeightsBucket: Sendable, Hashable {
    /// The version that the weights belong to.
    public var version: UInt64
    /// Which bucket of the layout it is, from 0.
    public var bucket: Int

    /// A bucket with these values.
    public init(version: UInt64, bucket: Int) {
        self.version = version
        self.bucket = bucket
    }
}

/// A version of the weights has arrived at a worker completely, and the worker no longer computes with an older one.
public struct Acknowledgement: Sendable, Hashable {
    /// The version.
    public var version: UInt64

    /// An acknowledgement of `version`.
    public init(version: UInt64) {
        self.version = version
    }
}
