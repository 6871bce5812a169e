import Foundation
import Synchronization
import Tensors

/// Decodes many samples into one store, on all cores. What it returns or throws does not depend on which thread is
/// faster.
struct ParallelLoader {
    let shape: ImageShape
    let skipUnreadable: Bool
    /// Called from time to time, by one thread at a time, with the number of samples done and the number of all
    /// samples.
    let progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

    /// Reads one sample, given by its index, and writes its `shape.count` bytes to `target`.
    typealias Reader =
        @Sendable (_ index: Int, _ decoder: ImageDecoder, _ target: UnsafeMutablePointer<UInt8>) throws(DatasetError)
        -> Void

    /// The number of samples that a thread takes at a time.
    private static let stride = 32
    /// The number of threads that read: four for each core, since some of them wait for the disk, but at most 16. On a
    /// machine with more than 16 cores it is one for each core.
    private static let readers = {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return min(4 * cores, max(16, cores))
    }()

    /// Reads samples 0 ..< `count`. If ``skipUnreadable`` is true, an unreadable sample keeps its place among `images`,
    /// with undefined pixels, and `failures` has its index and its error, in the order of the samples. If
    /// ``skipUnreadable`` is false, the error of the first unreadable sample is thrown. Before a thread reads a range
    /// of samples, it calls `willRead` with this range and the address at which the pixels of the range will begin.
    func load(
        count: Int, willRead: @escaping @Sendable (Range<Int>, UnsafeMutablePointer<UInt8>) -> Void = { _, _ in },
        read: @escaping Reader
    ) throws(DatasetError) -> (images: ImageStore, failures: [(index: Int, error: DatasetError)]) {
        let block = PixelBlock(byteCount: try shape.byteCount(ofImages: count))
        let next = Atomic<Int>(0)
        let outcome = Mutex(Outcome())
        runConcurrently(threads: min(ParallelLoader.readers, count)) {
            let decoder = ImageDecoder(shape: shape)
            while true {
                let first = next.add(ParallelLoader.stride, ordering: .relaxed).oldValue
                if first >= count { return }
                // After an error, samples before the failed one are still read: if one of them fails too, its error
                // is the one to throw.
                if !skipUnreadable, let failed = outcome.withLock({ $0.firstFailed }), failed < first { return }
                let end = min(first + ParallelLoader.stride, count)
                willRead(first..<end, block.pointer + first * shape.count)
                var failures = [(Int, DatasetError)]()
                for index in first..<end {
                    do throws(DatasetError) {
                        try read(index, decoder, block.pointer + index * shape.count)
                    } catch {
                        failures.append((index, error))
                    }
                }
                outcome.withLock { outcome in
                    outcome.add(failures, done: end - first)
                    progress?(outcome.done, count)
                }
            }
        }
        let failures = outcome.withLock {
            $0.failures.sorted { $0.key < $1.key }.map { (index: $0.key, error: $0.value) }
        }
        if let first = failures.first, !skipUnreadable { throw first.error }
        return (ImageStore(shape: shape, count: count, block: block), failures)
    }

    private struct Outcome {
        var done = 0
        var failures = [Int: DatasetError]()
        var firstFailed: Int?

        mutating func add(_ new: [(Int, DatasetError)], done: Int) {
            self.done += done
            for (index, error) in new {
                failures[index] = error
                firstFailed = min(firstFailed ?? index, index)
            }
        }
    }
}
