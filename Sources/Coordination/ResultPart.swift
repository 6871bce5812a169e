import Messages

/// A part of a block's result. Each part arrives in a message of its own.
public enum ResultPart: Sendable, Hashable {
    /// The sums of the metrics over the block's samples.
    case metrics
    /// The block's gradient of the bucket with this index.
    case bucket(Int)
}

extension BlockResult {
    /// Which part of the block's result this is.
    var part: ResultPart {
        switch content {
        case .metrics: .metrics
        case .bucket(let bucket): .bucket(bucket)
        }
    }
}
