import Compute
import Datasets
import Foundation
import Networks
import Synchronization
import Tensors

/// Runs a trained network in this process, on several threads. The results have the same bits for any number of
/// threads.
public struct Inference {
    private let network: Network
    private let weights: PreparedWeights
    private let threads: Int
    private static let chunk = 64
    /// The most threads, unless the caller asks for more. With more, the buffers of a large network would take too much
    /// memory.
    private static let mostThreads = 16

    /// The probabilities and cross-entropies of labelled images.
    package struct Scores: Sendable {
        /// The probability of each class for each image.
        package var probabilities: [[Float]]
        /// The cross-entropy of each image: −log of the probability of its class, computed without rounding this
        /// probability to 32 bits.
        package var crossEntropies: [Double]

        package init(probabilities: [[Float]], crossEntropies: [Double]) {
            self.probabilities = probabilities
            self.crossEntropies = crossEntropies
        }
    }

    /// Prepares a network with its weights.
    ///
    /// - Parameter threads: the number of threads; nil for one for each core of this machine, but at most 16.
    public init(network: Network, weights: FloatStorage, threads: Int? = nil) {
        self.network = network
        self.weights = PreparedWeights(network, copying: weights)
        self.threads = threads ?? min(ProcessInfo.processInfo.activeProcessorCount, Inference.mostThreads)
    }

    /// The probability of each class for each image: as many rows as images, as many columns as classes.
    public func probabilities(of images: ImageStore) -> [[Float]] {
        let weights = weights
        return forEachChunk(of: images.count) { worker, range in
            worker.rows(worker.replica.predict(images.pixels(of: range), weights: weights))
        }.flatMap { $0 }
    }

    /// The probabilities and cross-entropies of labelled images.
    ///
    /// - Parameters:
    ///   - labels: the class of each image.
    ///   - areMirrored: whether left and right of each image are swapped before it is classified.
    package func scores(of images: ImageStore, labels: [UInt16], areMirrored: Bool = false) -> Scores {
        let weights = weights
        let chunks = forEachChunk(of: images.count) { worker, range in
            let pixels = images.pixels(of: range)
            let batch = MicroBatch(
                pixels: areMirrored ? worker.mirror(pixels) : pixels, labels: Array(labels[range]))
            let score = worker.replica.score(batch, weights: weights)
            return Scores(probabilities: worker.rows(score.probabilities), crossEntropies: score.crossEntropies)
        }
        return Scores(
            probabilities: chunks.flatMap(\.probabilities), crossEntropies: chunks.flatMap(\.crossEntropies))
    }

    /// The most probable class of each image. Of several classes that are equally probable, it is the first.
    public func predictions(of images: ImageStore) -> [Int] {
        probabilities(of: images).map(Inference.mostProbable)
    }

    /// The index of the largest probability; of several that are equally large, the first index.
    package static func mostProbable(_ probabilities: [Float]) -> Int {
        probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    }

    /// The share of a split's images that are classified correctly; 0 without images.
    public func accuracy(on split: Split) -> Double {
        let correct = zip(predictions(of: split.images), split.labels).count { $0 == Int($1) }
        return Double(correct) / Double(max(split.count, 1))
    }

    /// Cuts `count` images into chunks, calls `body` for each chunk on one of the threads, and returns the results in
    /// the order of the chunks. The chunks are the same for any number of threads.
    private func forEachChunk<Result: Sendable>(
        of count: Int, _ body: @escaping @Sendable (Worker, Range<Int>) -> Result
    ) -> [Result] {
        let chunks = stride(from: 0, to: count, by: Inference.chunk).map { $0..<min($0 + Inference.chunk, count) }
        let team = ThreadTeam(count: max(1, min(threads, chunks.count)))
        let workers = (0..<team.count).map { _ in UncheckedSendable(Worker(network, chunk: Inference.chunk)) }
        let results = Mutex([Result?](repeating: nil, count: chunks.count))
        team.forEach(chunks.count) { thread, index in
            let result = body(workers[thread].value, chunks[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.map { $0! } }
    }

    /// The replica of the network that one thread computes with.
    private final class Worker {
        let replica: Replica
        private let classes: Int

        init(_ network: Network, chunk: Int) {
            replica = Replica(network, microBatchSize: chunk, metrics: [])
            classes = network.classes
        }

        /// Splits the probabilities of several images into a row for each image.
        func rows(_ probabilities: [Float]) -> [[Float]] {
            stride(from: 0, to: probabilities.count, by: classes).map { Array(probabilities[$0..<$0 + classes]) }
        }

        /// The pixels of the images with left and right swapped.
        func mirror(_ pixels: [UInt8]) -> [UInt8] {
            let (width, channels) = (replica.network.input.width, replica.network.input.channels)
            var mirrored = pixels
            for index in pixels.indices {
                let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels)
                let column = pixel % width
                mirrored[(pixel - column + width - 1 - column) * channels + channel] = pixels[index]
            }
            return mirrored
        }
    }
}
