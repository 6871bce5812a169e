import Compute
import Coordination
import Exchange
import Networks
import Tensors
import Transport

/// Computes the network's gradients. It has one replica per slot, and two versions of the weights: the version that the
/// slots compute with, and the next version, whose buckets are arriving.
final class ReplicaBackend: ComputeBackend {
    let fingerprint: String
    private let layout: ParameterLayout
    private let replicas: [UncheckedSendable<JobReplica>]
    private var present: PreparedWeights
    private var incoming: PreparedWeights

    /// Builds the replicas and the memory of the weights for a job and its network, and computes the fingerprint.
    init(_ job: WorkerJob, _ network: Network, slots: Int) {
        layout = network.layout
        let instructions = job.kernels.set
        fingerprint = NumericsFingerprint.compute(
            network: network, microBatchSize: job.microBatchSize, instructions: instructions,
            augment: job.augment)
        replicas = (0..<slots).map { _ in UncheckedSendable(JobReplica(job, network)) }
        present = PreparedWeights(network, instructions: instructions)
        incoming = PreparedWeights(network, instructions: instructions)
    }

    func load(_ frame: ReceivedBytes, bucket: Int) {
        frame.copy(to: incoming.vector, at: layout.buckets[bucket].lowerBound)
        incoming.prepare(bucket: bucket)
    }

    func adoptWeights() {
        incoming.finishPreparing()
        swap(&present, &incoming)
    }

    func training(of microBatch: TrainingMicroBatch, slot: Int) -> SlotThreads.Job {
        let (replica, weights) = (replicas[slot], present)
        return { report in
            _ = replica.value.train(
                microBatch.samples.microBatch(microBatch.index),
                indices: microBatch.samples.indices(of: microBatch.index), microBatch: microBatch.index,
                of: microBatch.step,
                stepSamples: microBatch.stepSamples, weights: weights, gradient: microBatch.gradient,
                metricsReady: { report(.metrics($0)) }, bucketReady: { report(.bucket($0)) })
        }
    }

    func evaluation(of microBatch: Int, in samples: ReceivedSamples, slot: Int) -> SlotThreads.Job {
        let (replica, weights) = (replicas[slot], present)
        return { report in
            report(.metrics(replica.value.evaluate(samples.microBatch(microBatch), weights: weights)))
        }
    }
}
