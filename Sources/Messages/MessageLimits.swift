/// The bounds of the fields of all messages. A receiver rejects a header with a field out of bounds.
public enum MessageLimits {
    /// The most bytes of a message's header.
    public static let headerBytes = 64 * 1024
    /// The most UTF-8 bytes of a name, a fingerprint or a run id. Such a text must have at least 1 byte.
    public static let nameBytes = 255
    /// The most UTF-8 bytes of a reason. The sender cuts longer reasons.
    public static let reasonBytes = 1024
    /// How many slots a worker may have.
    public static let slots = 1...1024
    /// The process ids that a worker may have.
    public static let processIDs = 1...0x7FFF_FFFF
    /// How many samples a global batch, a chunk of the validation samples or a block may have.
    public static let samples = 1...1_048_576
    /// How many micro-batches a global batch or a block may have.
    public static let microBatches = 1...4096
    /// How many numbers the metrics of a block may have: the sums of the metrics, and the counts of classes.
    public static let metrics = 1...4096
    /// The epoch numbers that a step may have. A run counts epochs from 1; 0 is within the bounds, but no step has it.
    public static let epochs = 0...65_535
    /// The indices, from 0, that a step may have in its epoch, or a chunk of validation samples in its validation.
    public static let steps = 0...0x7FFF_FFFF
    /// The version numbers that weights may have.
    public static let versions: ClosedRange<UInt64> = 0...0xFFFF_FFFF_FFFF
    /// How many buckets a version of the weights may have.
    public static let buckets = 1...65_536
    /// The mean time in seconds for a micro-batch that a beat may have; 0 before the first measurement.
    public static let computingTimes: ClosedRange<Double> = 0...86_400
    /// The worker timeouts that a run may have, in seconds.
    public static let timeouts: ClosedRange<Double> = 0.001...86_400
}
