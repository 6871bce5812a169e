import Compute
import Datasets
import Foundation
import Networks
import Synchronization
import Tensors

/// Runs a trained network in this process, on several threads. Their number changes no bit.
public struct Inference {
    private let network: Network
    private let weights: PreparedWeights
    private let threads: Int
    private static let chunk = 64
    /// With more threads than this, the buffers of a large network would take too much memory.
    private static let mostThreads = 16

    /// The outputs for labelled images.
    package struct Scores: Sendable {
        /// The probability of each class for each image.
        package var probabilities: [[Float]]
        /// The cross-entropy of each image: −log of its class's probability, more exact than the probability.
        package var crossEntropies: [Double]

        package init(probabilities: [[Float]], crossEntropies: [Double]) {
            self.probabilities = probabilities
            self.crossEntropies = crossEntropies
        }
    }

    /// A network and its weights.
    ///
    /// - Parameter threads: nil for the cores of this machine, up to 16.
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

    /// The outputs for labelled images.
    ///
    /// - Parameters:
    ///   - labels: the class of each image.
    ///   - areMirrored: whether left and right of each image are swapped before.
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

    /// The most probable class of each image; the first of equals.
    public func predictions(of images: ImageStore) -> [Int] {
        probabilities(of: images).map(Inference.mostProbable)
    }

    /// The index of the largest probability; the first of equals.
    package static func mostProbable(_ probabilities: [Float]) -> Int {
        probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    }

    /// The share of a split's images that are classified correctly.
    public func accuracy(on split: Split) -> Double {
        let correct = zip(predictions(of: split.images), split.labels).count { $0 == Int($1) }
        return Double(correct) / Double(max(split.count, 1))
    }

    /// The results of chunks of images, in their order. The chunks are the same whatever the number of threads.
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

    /// What one thread computes with.
    private final class Worker {
        let replica: Replica
        private let classes: Int

        init(_ network: Network, chunk: Int) {
            replica = Replica(network, microBatchSize: chunk, metrics: [])
            classes = network.classes
        }

        /// Probabilities of several images, a row for each.
        func rows(_ probabilities: [Float]) -> [[Float]] {
            stride(from: 0, to: probabilities.count, by: classes).map { Array(probabilities[$0..<$0 + classes]) }
        }

        /// Images with left and right swapped.
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
