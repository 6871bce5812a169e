import Augmentation
import Networks
import Tensors
import Vocabulary

/// Computes micro-batches of a job, in a worker or in the run's own process. Only one thread may use a replica at a
/// time.
package final class JobReplica {
    private let job: WorkerJob
    private let replica: Replica
    /// Applies the job's transforms to samples; nil if the job has no transforms.
    private let augmenter: Augmenter?

    /// Allocates the buffers of a replica for a job.
    ///
    /// - Parameter network: the network of the job, from ``WorkerJob/network()``.
    package init(_ job: WorkerJob, _ network: Network) {
        self.job = job
        augmenter = job.augment.isEmpty ? nil : Augmenter(job.augment, shape: job.input)
        replica = Replica(
            network, microBatchSize: job.microBatchSize, metrics: job.metrics,
            countsClasses: job.countsClasses, instructions: job.kernels.set)
    }

    /// Computes the forward and backward pass of one micro-batch of a training step, see ``Replica``.
    ///
    /// - Parameters:
    ///   - samples: the samples of the micro-batch, not augmented yet.
    ///   - indices: for each sample, its index in the training data, which decides the random numbers of augmentation.
    ///   - microBatch: the index of the micro-batch in the step, which decides the random numbers of dropout.
    ///   - stepSamples: the number of samples in the whole step, by which the sum of the losses is divided.
    ///   - gradient: the flat vector that the gradient is written to.
    ///   - metricsReady: called with the sums of the metrics before the backward pass, so that the caller can send the
    ///     sums early.
    ///   - bucketReady: called with the index of each bucket (a range of `gradient`) as soon as its gradient is final,
    ///     from the last bucket to the first.
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

    /// Computes a micro-batch in inference mode. Returns the sums of the job's metrics and, if the job counts classes,
    /// the micro-batch's ``ClassCounts``.
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
