import Datasets
import Networks
import Tensors
import Vocabulary

/// Runs a trained network in this process, on one thread.
public struct Inference {
    private let network: Network
    private let weights: PreparedWeights
    private let replica: Replica
    private static let chunk = 64

    /// A network and its weights.
    public init(network: Network, weights: FloatStorage) {
        self.network = network
        self.weights = PreparedWeights(network, copying: weights)
        replica = Replica(network, microBatchSize: Inference.chunk, metrics: [.crossEntropy])
    }

    /// The probability of each class for each image: as many rows as images, as many columns as classes.
    public func probabilities(of images: ImageStore) -> [[Float]] {
        Inference.chunks(of: images.count).flatMap { range in
            rows(replica.predict(images.pixels(of: range), weights: weights))
        }
    }

    /// The most probable class of each image, the first of equals, and the mean of the images' cross-entropies.
    ///
    /// - Parameter labels: the class of each image.
    package func evaluate(_ images: ImageStore, labels: [UInt16]) -> (predictions: [Int], crossEntropy: Double) {
        var sum = 0.0
        var predictions: [Int] = []
        for range in Inference.chunks(of: images.count) {
            let batch = MicroBatch(pixels: images.pixels(of: range), labels: Array(labels[range]))
            let probabilities = FloatStorage(count: range.count * network.classes)
            sum += replica.evaluate(batch, weights: weights, probabilities: probabilities).values[0]
            predictions += rows(Array(probabilities.buffer)).map(Inference.mostProbable)
        }
        return (predictions, sum / Double(max(images.count, 1)))
    }

    private static func chunks(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: chunk).map { $0..<min($0 + chunk, count) }
    }

    /// Probabilities of several images, a row for each.
    private func rows(_ probabilities: [Float]) -> [[Float]] {
        stride(from: 0, to: probabilities.count, by: network.classes).map {
            Array(probabilities[$0..<$0 + network.classes])
        }
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
}
