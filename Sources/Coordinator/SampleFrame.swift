import Datasets
import Tensors
import Transport

/// The frame of an assignment's message, that is, the bytes that follow the message's header: the pixels of all samples
/// of the block, one byte a value, then the 16-bit label of each sample, and then the 32-bit index of each sample in
/// its split. Numbers are little-endian.
enum SampleFrame {
    /// The frame for the samples that `split` has at `indices`, in the order of `indices`.
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
