import Augmentation
import Networks
import Tensors
import Vocabulary

/// A replica that computes micro-batches of a job, in a worker or in the run's own process. One thread uses it at a
/// time.
package final class JobReplica {
    private let job: WorkerJob
    private let replica: Replica
    /// Nil if samples are trained with as they are.
    private let augmenter: Augmenter?

    /// Allocates the buffers.
    ///
    /// - Parameter network: the job's.
    package init(_ job: WorkerJob, _ network: Network) {
        self.job = job
        augmenter = job.augment.isEmpty ? nil : Augmenter(job.augment, shape: job.input)
        replica = Replica(
            network, microBatchSize: job.microBatchSize, metrics: job.metrics,
            countsClasses: job.countsClasses, instructions: job.kernels.set)
    }

    /// Forward and backward of a micro-batch of a training step, see ``Replica``.
    ///
    /// - Parameters:
    ///   - samples: those of the micro-batch, not augmented.
    ///   - indices: the index of each in the training data.
    ///   - microBatch: its index in the step.
    ///   - stepSamples: how many samples the whole step has.
    ///   - gradient: the flat vector that is overwritten.
    ///   - metricsReady: called with what is returned, before the backward pass.
    ///   - bucketReady: called with each bucket as soon as its gradient is final.
    /// - Returns: the sums of the job's metrics.
    package func train(
        _ samples: MicroBatch, indices: [Int], microBatch: Int, of step: StepID, stepSamples: Int,
        weights: PreparedWeights,
        gradient: FloatStorage, metricsReady: (MetricSums) -> Void = { _ in }, bucketReady: (Int) -> Void = { _ in }
    ) -> MetricSums {
        replica.train(
            augmented(samples, indices: indices, epoch: step.epoch), weights: weights, classWeights: job.classWeights,
            globalCount: stepSamples,
            dropout: DropoutKey(seed: job.seed, epoch: step.epoch, step: step.step, microBatch: microBatch),
            gradient: gradient, metricsReady: metricsReady, bucketReady: bucketReady)
    }

    /// The sums of the job's metrics over a micro-batch in inference mode, and its counts of classes.
    package func evaluate(_ samples: MicroBatch, weights: PreparedWeights) -> MetricSums {
        replica.evaluate(samples, weights: weights)
    }

    private func augmented(_ samples: MicroBatch, indices: [Int], epoch: Int) -> MicroBatch {
        guard let augmenter else { return samples }
        return MicroBatch(
            pixels: augmenter.augment(samples.pixels, indices: indices, epoch: epoch, seed: job.seed),
            labels: samples.labels)
    }
}
