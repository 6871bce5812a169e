import Compute
import Networks
import Tensors
import Transport
import Vocabulary

/// The samples of one block, as a worker has received them. The frame holds first the pixels of all samples, then their
/// labels (2 bytes each), and then their indices in the split (4 bytes each).
final class ReceivedSamples: Sendable {
    private let frame: ReceivedBytes
    private let block: Block
    private let ranges: [Range<Int>]
    private let first: Int
    private let count: Int
    private let shape: ImageShape

    /// The samples in a frame, which came with the assignment of `block`. Nil if the frame's length, a label, or the
    /// number of samples in the step (`samples`) is invalid.
    init?(_ frame: ReceivedBytes, block: Block, samples: Int, job: WorkerJob) {
        guard samples <= job.batchSize else { return nil }
        let cut = MicroBatchCut(samples: samples, microBatches: job.microBatches)
        ranges = cut.ranges
        let positions = cut.range(of: block)
        self.frame = frame
        self.block = block
        first = positions.lowerBound
        count = positions.count
        shape = job.input
        guard frame.count == count * (shape.count + 2 + 4) else { return nil }
        guard labels(0..<count).allSatisfy({ $0 < job.classes }) else { return nil }
    }

    /// The number of samples in a micro-batch.
    func count(of microBatch: Int) -> Int { ranges[microBatch].count }

    /// The pixels and labels of a micro-batch of the block.
    func microBatch(_ index: Int) -> MicroBatch {
        let range = ranges[index].lowerBound - first..<ranges[index].upperBound - first
        let pixels = frame.withUnsafeBytes { bytes in
            [UInt8](bytes[range.lowerBound * shape.count..<range.upperBound * shape.count])
        }
        return MicroBatch(pixels: pixels, labels: labels(range))
    }

    /// For each sample of a micro-batch, its index in the split.
    func indices(of microBatch: Int) -> [Int] {
        let start = count * (shape.count + 2)
        return frame.withUnsafeBytes { bytes in
            ranges[microBatch].map { position in
                let offset = start + 4 * (position - first)
                return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
    }

    private func labels(_ range: Range<Int>) -> [UInt16] {
        frame.withUnsafeBytes { bytes in
            range.map {
                UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: count * shape.count + 2 * $0, as: UInt16.self))
            }
        }
    }
}
