import Configuration
import Coordination
import Datasets
import Messages
import Networks
import Run
import Tensors
import Training
import Vocabulary

/// Trains a job in one loop: one micro-batch after the other, neighbours added pair by pair. It knows nothing of
/// messages, blocks and trees.
struct PlainTrainer {
    /// The run at its end.
    let run: TrainingRun
    private let replica: Replica

    /// Trains to the end.
    init(_ job: TrainingJob) throws {
        run = TrainingRun(job: job)
        replica = Replica(job.network, microBatchSize: job.microBatchSize, countsClasses: true)
        while case .step(let step, let samples) = run.work {
            if step.phase == .training {
                let order = BatchPlan.order(
                    count: job.dataset.train.count, seed: job.configuration.seed, epoch: step.epoch)
                let parts = job.trainPlan.microBatches(ofStep: step.step).enumerated().map { index, range in
                    train(Array(order[range]), microBatch: index, epoch: step.epoch, step: step.step, of: samples)
                }
                let gradient = pairwise(parts.map(\.gradient)) { left, right in
                    VectorKernels.add(right.pointer, to: left.pointer, count: left.count)
                    round(left)
                    return left
                }
                for bucket in job.network.layout.buckets.indices {
                    let start = job.network.layout.buckets[bucket].lowerBound
                    try run.apply(bucket: bucket, gradient: gradient.pointer + start)
                }
                try run.trained(pairwise(parts.map(\.metrics), +), seconds: 0)
            } else {
                let parts = job.validationPlan.microBatches(ofStep: step.step).map { validate(Array($0)) }
                _ = try run.validated(pairwise(parts, +), seconds: 0)
            }
        }
    }

    private var weights: PreparedWeights { PreparedWeights(run.job.network, copying: run.weights) }

    private func train(
        _ indices: [Int], microBatch: Int, epoch: Int, step: Int, of samples: Int
    ) -> (gradient: FloatStorage, metrics: MetricSums) {
        let job = run.job
        let gradient = FloatStorage(count: job.network.layout.count)
        let metrics = replica.train(
            batch(indices, of: job.dataset.train), weights: weights, classWeights: job.classWeights,
            globalCount: samples,
            dropout: DropoutKey(seed: job.configuration.seed, epoch: epoch, step: step, microBatch: microBatch),
            gradient: gradient)
        round(gradient)
        return (gradient, metrics)
    }

    private func round(_ gradient: FloatStorage) {
        guard run.job.configuration.cluster.exchangePrecision == .bf16 else { return }
        BFloat16.round(gradient.pointer, count: gradient.count)
    }

    private func validate(_ indices: [Int]) -> MetricSums {
        replica.evaluate(batch(indices, of: run.job.dataset.validation), weights: weights)
    }

    private func batch(_ indices: [Int], of split: Split) -> MicroBatch {
        var pixels = [UInt8](repeating: 0, count: indices.count * split.images.shape.count)
        pixels.withUnsafeMutableBufferPointer { split.images.copy(indices, to: $0.baseAddress!) }
        return MicroBatch(pixels: pixels, labels: indices.map { split.labels[$0] })
    }
}
