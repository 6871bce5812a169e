import Datasets
import Networks
import Tensors
import Vocabulary

/// A trained network at work in this process, on one thread.
public struct Inference {
    private let network: Network
    private let weights: PreparedWeights
    private let replica: Replica
    private static let chunk = 64

    /// A network and its weights.
    public init(network: Network, weights: FloatStorage) {
        self.network = network
        self.weights = PreparedWeights(network, copying: weights)
        replica = Replica(network, microBatchSize: Inference.chunk)
    }

    /// The probability of each class for each image: as many rows as images, as many columns as classes.
    public func probabilities(of images: ImageStore) -> [[Float]] {
        rows(of: images) { range, pixels, output in
            replica.predict(pixels: pixels, count: range.count, weights: weights, probabilities: output)
        }
    }

    /// The most probable class of each image, the first of equals, and the mean of the images' cross-entropies.
    ///
    /// - Parameter labels: the class of each image.
    package func evaluate(_ images: ImageStore, labels: [UInt16]) -> (predictions: [Int], crossEntropy: Double) {
        var sum = 0.0
        let rows = rows(of: images) { range, pixels, output in
            labels[range].withUnsafeBufferPointer { labels in
                let figures = replica.evaluate(
                    pixels: pixels, labels: labels, weights: weights, probabilities: output)
                sum += figures.crossEntropySum
            }
        }
        return (rows.map(Inference.mostProbable), sum / Double(max(images.count, 1)))
    }

    /// What `compute` makes of the images, some at a time: a row of probabilities for each.
    private func rows(
        of images: ImageStore,
        compute: (Range<Int>, UnsafePointer<UInt8>, UnsafeMutablePointer<Float>) -> Void
    ) -> [[Float]] {
        var rows: [[Float]] = []
        rows.reserveCapacity(images.count)
        var pixels = [UInt8](repeating: 0, count: Inference.chunk * images.shape.count)
        let output = FloatStorage(count: Inference.chunk * network.classes)
        for start in stride(from: 0, to: images.count, by: Inference.chunk) {
            let range = start..<min(start + Inference.chunk, images.count)
            pixels.withUnsafeMutableBufferPointer { pixels in
                images.copy(range, to: pixels.baseAddress!)
                compute(range, pixels.baseAddress!, output.pointer)
            }
            for place in 0..<range.count {
                rows.append(Array(output.buffer[place * network.classes..<(place + 1) * network.classes]))
            }
        }
        return rows
    }

    /// The most probable class of each image; the first of equals.
    public func predictions(of images: ImageStore) -> [Int] {
        probabilities(of: images).map(Inference.mostProbable)
    }

    /// The place of the largest probability; the first of equals.
    package static func mostProbable(_ probabilities: [Float]) -> Int {
        probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    }

    /// The share of a split's images that are classified correctly.
    public func accuracy(on split: Split) -> Double {
        let correct = zip(predictions(of: split.images), split.labels).count { $0 == Int($1) }
        return Double(correct) / Double(max(split.count, 1))
    }
}
