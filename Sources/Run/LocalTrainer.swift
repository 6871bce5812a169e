import Compute
import Configuration
import Datasets
import Networks
import Synchronization
import Tensors
import Training
import Vocabulary

/// Trains a run in this process, with one thread per slot, and without workers or sockets. The weights have the same
/// bits as those of a run with any number of workers.
///
/// In a step, the slots compute the gradients of the micro-batches, each slot with a replica of the network of its own.
/// Then the same threads sum these gradients bucket by bucket, in the order of the reduction tree, and update each
/// bucket's weights.
public final class LocalTrainer {
    /// The run that is trained.
    public let run: TrainingRun
    private let team: ThreadTeam
    private let precision: ExchangePrecision
    private let replicas: [UncheckedSendable<JobReplica>]
    private let weights: PreparedWeights
    private let gradients: [FloatStorage]
    /// The version of the weights that ``weights`` holds; nil before the first step.
    private var preparedVersion: UInt64?
    private var order: (epoch: Int, indices: [Int]) = (0, [])

    /// What a call of ``LocalTrainer/step()`` has done.
    public enum Outcome: Sendable {
        /// A training step is done. It took this many seconds.
        case trained(seconds: Double)
        /// A chunk of the validation samples is done, but not the last. `chunk` is the number of this chunk, counted
        /// from 1.
        case validated(chunk: Int)
        /// The last chunk of the validation samples is done, and with it the epoch.
        case epochEnded(EpochEnd)
        /// Nothing was computed, since the run is over.
        case finished(StopReason)
    }

    /// A trainer of a run, with its threads.
    ///
    /// - Parameter slots: the number of micro-batches that are computed at a time, at least 1. More slots than
    ///   micro-batches in a batch have no effect.
    public init(run: TrainingRun, slots: Int) {
        precondition(slots > 0, "\(slots) slots")
        let job = run.job
        self.run = run
        team = ThreadTeam(count: min(slots, job.trainPlan.microBatches))
        precision = job.workerJob.exchangePrecision
        replicas = (0..<team.count).map { _ in UncheckedSendable(JobReplica(job.workerJob, job.network)) }
        weights = PreparedWeights(job.network, instructions: job.workerJob.kernels.set)
        gradients = (0..<job.trainPlan.microBatches).map { _ in FloatStorage(count: job.network.layout.count) }
    }

    /// Computes the next step, or the next chunk of the validation samples.
    ///
    /// - Throws: ``RunError/notFinite(epoch:step:layer:)`` if the run has diverged. The present weights of the run are
    ///   unchanged then.
    public func step() throws(RunError) -> Outcome {
        switch run.work {
        case .finished(let reason):
            return .finished(reason)
        case .step(let step, let samples):
            let start = ContinuousClock.now
            prepareWeights()
            let metrics = step.phase == .training ? try train(step, samples: samples) : validate(step)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            guard step.phase == .validation else {
                try run.trained(metrics, seconds: seconds)
                return .trained(seconds: seconds)
            }
            return try run.validated(metrics, seconds: seconds).map { .epochEnded($0) }
                ?? .validated(chunk: step.step + 1)
        }
    }

    private func prepareWeights() {
        guard preparedVersion != run.counters.version else { return }
        weights.vector.copy(from: run.weights)
        weights.prepare()
        preparedVersion = run.counters.version
    }

    private func train(_ step: StepID, samples: Int) throws(RunError) -> MetricSums {
        let job = run.job
        if order.epoch != step.epoch { order = (step.epoch, job.trainOrder(epoch: step.epoch)) }
        let ranges = job.trainPlan.microBatches(ofStep: step.step)
        let (indices, weights, gradients, precision) = (order.indices, weights, gradients, precision)
        let metrics = compute(ranges.count) { replica, microBatch in
            let indices = Array(indices[ranges[microBatch]])
            let metrics = replica.train(
                job.dataset.train.microBatch(indices), indices: indices, microBatch: microBatch, of: step,
                stepSamples: samples, weights: weights, gradient: gradients[microBatch])
            precision.round(FloatSlice(gradients[microBatch]))
            return metrics
        }
        let additions = ReductionTree.additions(leaves: job.trainPlan.microBatches, present: ranges.count)
        let total = LocalTrainer.sum(metrics, additions)
        guard run.isFinite(total, in: .training) else { throw run.lossNotFinite() }
        try applyBuckets(additions)
        return total
    }

    /// Sums the micro-batches' gradients bucket by bucket, and computes each bucket's next weights.
    private func applyBuckets(_ additions: [ReductionTree.Addition]) throws(RunError) {
        let buckets = run.job.network.layout.buckets
        let (gradients, precision, run) = (gradients, precision, UncheckedSendable(run))
        let failures = Mutex<[Int: RunError]>([:])
        team.forEach(buckets.count) { _, bucket in
            for addition in additions {
                let sum = FloatSlice(gradients[addition.left.start], buckets[bucket])
                VectorKernels.add(
                    FloatSlice(gradients[addition.right.start], buckets[bucket]).pointer, to: sum.pointer,
                    count: sum.count)
                precision.round(sum)
            }
            do throws(RunError) {
                try run.value.apply(
                    bucket: bucket, gradient: FloatSlice(gradients[0], buckets[bucket]).pointer)
            } catch {
                failures.withLock { $0[bucket] = error }
            }
        }
        // If several buckets have failed, the error of the bucket with the highest number is thrown, as in a cluster,
        // where the gradient of the last layer arrives first.
        if let last = failures.withLock({ failures in failures.max { $0.key < $1.key } }) { throw last.value }
    }

    private func validate(_ step: StepID) -> MetricSums {
        let job = run.job
        let ranges = job.validationPlan.microBatches(ofStep: step.step)
        let weights = weights
        let metrics = compute(ranges.count) { replica, microBatch in
            replica.evaluate(job.dataset.validation.microBatch(ranges[microBatch]), weights: weights)
        }
        return LocalTrainer.sum(
            metrics, ReductionTree.additions(leaves: job.validationPlan.microBatches, present: ranges.count))
    }

    private static func sum(_ metrics: [MetricSums], _ additions: [ReductionTree.Addition]) -> MetricSums {
        var sums = metrics
        for addition in additions { sums[addition.left.start] = sums[addition.left.start] + sums[addition.right.start] }
        return sums[0]
    }

    /// Calls `microBatch` for each number below `count` on the slots' threads, with the replica of the slot. Returns
    /// the results in the order of the numbers.
    private func compute(
        _ count: Int, _ microBatch: @escaping @Sendable (JobReplica, Int) -> MetricSums
    ) -> [MetricSums] {
        let metrics = Mutex([MetricSums](repeating: MetricSums(zeros: 0), count: count))
        let replicas = replicas
        team.forEach(count) { thread, index in
            let result = microBatch(replicas[thread].value, index)
            metrics.withLock { $0[index] = result }
        }
        return metrics.withLock { $0 }
    }
}
