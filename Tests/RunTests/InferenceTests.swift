import Datasets
import Networks
import Run
import Tensors
import Testing

@Suite struct InferenceTests {
    private let network: Network
    private let images: ImageStore
    private let labels: [UInt16]

    init() throws {
        let shape = ImageShape(height: 8, width: 6, channels: 1)
        network = try Network(
            ModelSpec(
                name: "small",
                layers: [
                    .conv2d(.init(filters: 4, kernelSize: 3, activation: .relu)), .flatten,
                    .dense(.init(units: .classes, activation: .softmax)),
                ]), input: shape, classes: 3)
        let random = RandomStream(seed: 0, purpose: .fingerprint)
        images = ImageStore(shape: shape, count: 300) { index, target in
            for pixel in 0..<shape.count {
                target[pixel] = UInt8(truncatingIfNeeded: random.word(index * shape.count + pixel) >> 24)
            }
        }
        labels = (0..<300).map { UInt16($0 % 3) }
    }

    private func inference(threads: Int) -> Inference {
        Inference(network: network, weights: network.initialWeights(seed: 1), threads: threads)
    }

    @Test func theNumberOfThreadsChangesNoBit() {
        let one = inference(threads: 1).scores(of: images, labels: labels)
        #expect(one.probabilities.count == 300 && one.crossEntropies.count == 300)
        for threads in [2, 3, 8] {
            let several = inference(threads: threads).scores(of: images, labels: labels)
            #expect(several.probabilities == one.probabilities)
            #expect(several.crossEntropies == one.crossEntropies)
            #expect(inference(threads: threads).probabilities(of: images) == one.probabilities)
        }
        for (row, (label, crossEntropy)) in zip(one.probabilities, zip(labels, one.crossEntropies)) {
            #expect(abs(Elementary.exp(-crossEntropy) - Double(row[Int(label)])) < 1e-7)
        }
    }

    /// Scoring mirrored images is scoring the mirror images.
    @Test func mirroredImages() {
        let (height, width) = (images.shape.height, images.shape.width)
        let mirrored = ImageStore(shape: images.shape, count: images.count) { index, target in
            let pixels = images.pixels(of: [index])
            for row in 0..<height {
                for column in 0..<width { target[row * width + column] = pixels[row * width + width - 1 - column] }
            }
        }
        let inference = inference(threads: 2)
        let expected = inference.scores(of: mirrored, labels: labels)
        let scores = inference.scores(of: images, labels: labels, areMirrored: true)
        #expect(scores.probabilities == expected.probabilities && scores.crossEntropies == expected.crossEntropies)
        #expect(scores.probabilities != inference.probabilities(of: images))
    }

    @Test func withoutImages() {
        let none = ImageStore(shape: images.shape, count: 0) { _, _ in }
        #expect(inference(threads: 4).probabilities(of: none).isEmpty)
    }
}
