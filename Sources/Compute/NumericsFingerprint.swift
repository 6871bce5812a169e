import Augmentation
import Checkpoints
import Files
import Networks
import Tensors
import Training

/// A digest of this program's arithmetic: SHA-256 of a model's weights after one fixed training step with one
/// micro-batch (forward pass, backward pass and Adam). Two machines with the same fingerprint compute the same bits.
package enum NumericsFingerprint {
    /// The fingerprint of stub workers, which wait instead of computing, and of the coordinator in benchmarks with such
    /// workers. It is not a digest, so it never equals a real fingerprint, and stub workers can never take part in a
    /// real run.
    package static let ofStubs = "stubs compute nothing"

    /// Computes the fingerprint of this process for a network, a micro-batch size and the transforms of training
    /// samples.
    package static func compute(
        network: Network, microBatchSize: Int, instructions: InstructionSet, augment: TransformList = .none
    ) -> String {
        let random = RandomStream(seed: 0, purpose: .fingerprint)
        var pixels = (0..<microBatchSize * network.input.count).map { UInt8(truncatingIfNeeded: random.word($0) >> 24) }
        let labels = (0..<microBatchSize).map { UInt16($0 % network.classes) }
        if !augment.isEmpty {
            // `certain` applies each transform to every image. Otherwise a transform might by chance change none of
            // these images, and the fingerprint would not cover it.
            pixels = Augmenter(augment.certain, shape: network.input).augment(
                pixels, indices: Array(0..<microBatchSize), epoch: 1, seed: 0)
        }
        let before = ModelState(layout: network.layout)
        let after = ModelState(layout: network.layout)
        before.weights.copy(from: network.initialWeights(seed: 0))
        let gradient = FloatStorage(count: network.layout.count)
        let replica = Replica(network, microBatchSize: microBatchSize, instructions: instructions)
        let weights = PreparedWeights(network, copying: before.weights, instructions: instructions)
        _ = replica.train(
            MicroBatch(pixels: pixels, labels: labels), weights: weights, globalCount: microBatchSize,
            dropout: DropoutKey(seed: 0, epoch: 1, step: 0, microBatch: 0), gradient: gradient)
        for range in network.layout.buckets {
            applyBucket(
                range, layout: network.layout, gradient: gradient.pointer + range.lowerBound, samples: microBatchSize,
                optimizer: AdamOptions(), learningRate: 1e-4, step: 1, from: before, to: after)
        }
        return Digest.sha256(network.layout.tensors(of: after.weights))
    }
}
