import Compute
import Coordination
import Exchange
import Networks
import Tensors
import Transport

/// Gradients as the network has them: a replica a slot and two versions of the weights.
final class ReplicaArithmetic: Arithmetic {
    let fingerprint: String
    private let layout: ParameterLayout
    private let classWeights: [Float]
    private let replicas: [Lent<Replica>]
    private var present: PreparedWeights
    private var incoming: PreparedWeights

    /// Builds everything for micro-batches of up to so many samples.
    init(_ network: Network, microBatchSize: Int, classWeights: [Float], slots: Int, kernels: KernelSet) {
        layout = network.layout
        self.classWeights = classWeights
        fingerprint = NumericsFingerprint.compute(
            network: network, microBatchSize: microBatchSize, kernels: kernels)
        replicas = (0..<slots).map { _ in
            Lent(Replica(network, microBatchSize: microBatchSize, kernels: kernels))
        }
        present = PreparedWeights(network, kernels: kernels)
        incoming = PreparedWeights(network, kernels: kernels)
    }

    func load(_ frame: ReceivedBytes, bucket: Int) {
        frame.copy(to: incoming.vector, at: layout.buckets[bucket].lowerBound)
        incoming.prepare(bucket: bucket)
    }

    func adoptWeights() {
        incoming.finishPreparing()
        swap(&present, &incoming)
    }

    func training(of microBatch: TrainingMicroBatch, slot: Int) -> SlotPool.Job {
        let (replica, weights, classWeights) = (replicas[slot], present, classWeights)
        return { report in
            _ = replica.value.train(
                microBatch.samples.microBatch(microBatch.index), weights: weights, classWeights: classWeights,
                globalCount: microBatch.globalCount, dropout: microBatch.dropout, gradient: microBatch.gradient,
                metricsReady: { report(.metrics($0)) }, bucketReady: { report(.bucket($0)) })
        }
    }

    func evaluation(of microBatch: Int, in samples: ReceivedSamples, slot: Int) -> SlotPool.Job {
        let (replica, weights) = (replicas[slot], present)
        return { report in
            report(.metrics(replica.value.evaluate(samples.microBatch(microBatch), weights: weights)))
        }
    }
}
