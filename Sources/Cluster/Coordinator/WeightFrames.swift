import Networks
import Tensors
import Transport

/// The weights that go out, a frame a bucket, shared by all sessions: the present version, and of the next one the
/// buckets that are made. A frame lives until the last session has been sent it, whatever becomes of the vector that
/// it was copied from.
struct WeightFrames {
    private let buckets: [Range<Int>]
    private var frames: [UInt64: [Int: SharedBytes]] = [:]

    /// The frames of a whole version.
    init(of weights: FloatStorage, layout: ParameterLayout, version: UInt64) {
        buckets = layout.buckets
        for bucket in buckets.indices {
            add(bucket: bucket, of: weights, version: version)
        }
    }

    /// Makes the frame of one bucket.
    mutating func add(bucket: Int, of weights: FloatStorage, version: UInt64) {
        let range = buckets[bucket]
        frames[version, default: [:]][bucket] = SharedBytes(
            copying: UnsafeBufferPointer(rebasing: weights.buffer[range]))
    }

    /// The frame of a bucket, which must be made.
    subscript(version: UInt64, bucket: Int) -> SharedBytes {
        guard let frame = frames[version]?[bucket] else {
            preconditionFailure("bucket \(bucket) of version \(version) is not made")
        }
        return frame
    }

    /// Forgets all versions before this one.
    mutating func drop(before version: UInt64) {
        frames = frames.filter { $0.key >= version }
    }
}
