import Datasets
import Tensors
import Transport

/// The raw frame of an assignment: the pixels of the block's samples, one byte a value, then the 16-bit label of each,
/// and then the 32-bit index of each in its split. Numbers are little-endian.
enum SampleFrame {
    /// The frame for the samples of a split at these indices.
    static func bytes(of split: Split, indices: some Collection<Int>) -> SharedBytes {
        let pixels = split.images.shape.count * indices.count
        return SharedBytes(count: pixels + (2 + 4) * indices.count) { bytes in
            split.images.copy(indices, to: bytes.baseAddress!.assumingMemoryBound(to: UInt8.self))
            for (position, index) in indices.enumerated() {
                bytes.storeBytes(
                    of: split.labels[index].littleEndian, toByteOffset: pixels + 2 * position, as: UInt16.self)
                bytes.storeBytes(
                    of: UInt32(index).littleEndian,
                    toByteOffset: pixels + 2 * indices.count + 4 * position, as: UInt32.self)
            }
        }
    }
}
