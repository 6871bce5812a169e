import Datasets
import Tensors
import Transport

/// The raw frame of an assignment: the pixels of the block's samples, one byte a value, and then a 16-bit
/// little-endian label for each.
enum SampleFrame {
    /// The frame for the samples of a split at these indices.
    static func bytes(of split: Split, indices: some Collection<Int>) -> SharedBytes {
        let pixels = split.images.shape.count * indices.count
        return SharedBytes(count: pixels + 2 * indices.count) { bytes in
            split.images.copy(indices, to: bytes.baseAddress!.assumingMemoryBound(to: UInt8.self))
            for (position, index) in indices.enumerated() {
                bytes.storeBytes(
                    of: split.labels[index].littleEndian, toByteOffset: pixels + 2 * position, as: UInt16.self)
            }
        }
    }
}
