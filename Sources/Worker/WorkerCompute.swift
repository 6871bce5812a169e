import Compute
import Coordination
import Exchange
import Foundation
import Messages
import Networks
import Tensors
import Training
import Transport
import Vocabulary

/// The data that a worker computes with: its backend, the sums of gradients and the samples of its blocks.
final class WorkerCompute {
    /// Where each parameter lies in the flat vectors of weights and gradients.
    let layout: ParameterLayout
    /// The gradients and sums of gradients that wait to be added or sent.
    let nodes: GradientNodes<WorkBucket>
    private let precision: ExchangePrecision
    private let pool: FloatPool
    private let job: WorkerJob
    private let backend: any ComputeBackend
    private var samples: [WorkNode: ReceivedSamples] = [:]
    /// For each slot, the gradient that it computes or has computed last; nil before the first.
    private var gradients: [FloatStorage?]

    /// Builds the network and the backend for a run.
    ///
    /// - Parameters:
    ///   - pool: the memory of the gradients.
    ///   - stub: the pace of a stub worker, which only benchmarks accept; nil for a worker that computes.
    /// - Throws: ``WorkerError/unsuitable(reason:)`` if this machine cannot build or hold the model, this release of
    ///   Chorus cuts the model into other parts than the coordinator's release, or this is a stub that does not fit the
    ///   run.
    init(
        _ job: WorkerJob, _ welcome: Welcome, slots: Int, pool: FloatPool, stub: MicroBatchPace?
    ) throws(WorkerError) {
        let network: Network
        do throws(NetworkError) {
            network = try job.network()
        } catch {
            throw .unsuitable(reason: "the coordinator's model cannot be built here: \(error)")
        }
        guard network.layout.buckets.count == welcome.bucketCount, job.microBatches == welcome.microBatches else {
            throw .unsuitable(
                reason: "this release of chorus cuts the coordinator's model into other parts: use the same release of "
                    + "chorus everywhere")
        }
        try WorkerCompute.requireMemory(for: network, slots: slots, microBatchSize: job.microBatchSize)
        self.job = job
        self.pool = pool
        layout = network.layout
        precision = job.exchangePrecision
        nodes = GradientNodes(job.exchangePrecision)
        if let stub {
            backend = try StubBackend(stub, job, layout: network.layout, fingerprint: welcome.fingerprint)
        } else {
            backend = ReplicaBackend(job, network, slots: slots)
        }
        gradients = Array(repeating: nil, count: slots)
    }

    /// Checks that this machine has the memory that the run needs, before any large allocation.
    private static func requireMemory(for network: Network, slots: Int, microBatchSize: Int) throws(WorkerError) {
        let needed = network.leastTrainingBytes(slots: slots, microBatchSize: microBatchSize)
        guard let available = MemoryLimit.available, needed > available else { return }
        func gigabytes(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
        throw .unsuitable(
            reason:
                "the run takes at least \(gigabytes(needed)) of memory here, and there are \(gigabytes(available)): "
                + "its model has \(network.layout.count) parameters, its images are \(network.input), a micro-batch "
                + "has \(microBatchSize) of them; use "
                + (slots > 1 ? "fewer slots than \(slots), or " : "") + "a machine with more memory")
    }

    /// The numerics fingerprint of this process for this network.
    var fingerprint: String { backend.fingerprint }

    /// Whether this worker stores no samples and no gradients.
    var keepsNothing: Bool { samples.isEmpty && nodes.isEmpty }

    /// Gives the values of a bucket of the next weights to the backend. Returns false if the frame does not have the
    /// bucket's size.
    func load(_ frame: ReceivedBytes, bucket: Int) -> Bool {
        guard frame.count == layout.buckets[bucket].count * MemoryLayout<Float>.stride else { return false }
        backend.load(frame, bucket: bucket)
        return true
    }

    /// Makes the next weights the current ones.
    func adoptWeights() {
        backend.adoptWeights()
    }

    /// Stores the samples of a block. Returns false if they do not match the block's assignment.
    func keep(_ frame: ReceivedBytes, for work: WorkNode, samples count: Int) -> Bool {
        samples[work] = ReceivedSamples(frame, block: work.block, samples: count, job: job)
        return samples[work] != nil
    }

    /// Frees the samples of a block. A slot that still reads them keeps its reference.
    func dropSamples(of work: WorkNode) {
        samples[work] = nil
    }

    /// The computation of one micro-batch of a block, for a slot.
    func job(slot: Int, microBatch: Int, of work: WorkNode, samples count: Int) -> SlotThreads.Job {
        let step = work.step
        guard let samples = samples[work] else { preconditionFailure("no samples of \(work)") }
        guard step.phase == .training else {
            return backend.evaluation(of: microBatch, in: samples, slot: slot)
        }
        // The slot releases its last gradient. Parts of that gradient that wait to be sent still keep its memory.
        gradients[slot] = nil
        let gradient = pool.take(count: layout.count)
        gradients[slot] = gradient
        let job = backend.training(
            of: TrainingMicroBatch(
                index: microBatch, samples: samples, step: step, stepSamples: count, gradient: gradient),
            slot: slot)
        return { report in
            let start = ContinuousClock.now
            job(report)
            report(.took((ContinuousClock.now - start) / .seconds(1)))
        }
    }

    /// Rounds the gradient of a bucket that a slot has computed to the exchange precision, and stores it.
    func store(slot: Int, as node: WorkBucket) {
        guard let gradient = gradients[slot] else { preconditionFailure("slot \(slot) has made no gradient") }
        let slice = FloatSlice(gradient, layout.buckets[node.bucket])
        precision.round(slice)
        nodes.store(slice, as: node)
    }

    /// The frame in which the gradient of a node is sent.
    func bytes(of node: WorkBucket) -> SharedBytes {
        precision.frame(of: nodes[node], pool: pool)
    }
}
