import Messages

/// A part of a block's result. Each part arrives in a message of its own.
public enum ResultPart: Sendable, Hashable {
    /// Loss and correct predictions.
    case metrics
    /// The gradient of a bucket.
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
