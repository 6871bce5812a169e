/// The bounds of every message. A receiver rejects a header that exceeds one.
public enum MessageLimits {
    /// Bytes of a header.
    public static let headerBytes = 64 * 1024
    /// UTF-8 bytes of a name, a fingerprint or a run id; at least one.
    public static let nameBytes = 255
    /// UTF-8 bytes of a reason; longer ones are cut when they are sent.
    public static let reasonBytes = 1024
    /// Slots of a worker.
    public static let slots = 1...1024
    /// Process ids.
    public static let processIDs = 1...0x7FFF_FFFF
    /// Samples of a global batch, a chunk or a block.
    public static let samples = 1...1_048_576
    /// Micro-batches of a global batch.
    public static let microBatches = 1...4096
    /// Sums of metrics of a block, with the counts of its classes.
    public static let metrics = 1...4096
    /// Epochs; 0 is before the first.
    public static let epochs = 0...65_535
    /// Steps of an epoch, or chunks of a validation.
    public static let steps = 0...0x7FFF_FFFF
    /// Weights versions.
    public static let versions: ClosedRange<UInt64> = 0...0xFFFF_FFFF_FFFF
    /// Buckets of a version.
    public static let buckets = 1...65_536
    /// Seconds that a micro-batch takes.
    public static let computingTimes: ClosedRange<Double> = 0...86_400
    /// Seconds of a worker timeout.
    public static let timeouts: ClosedRange<Double> = 0.001...86_400
}
