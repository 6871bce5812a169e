import Configuration
import Datasets
import Networks
import Tensors

/// The errors of a run that has diverged, so that some of its numbers are not finite.
extension TrainingRun {
    /// What is not finite in a bucket: its gradient, or the weights and moments that the optimizer computes from the
    /// gradient.
    package enum Part: String {
        case gradient, update
    }

    /// The error of the present step if the gradient or the update of a bucket is not finite.
    package func notFinite(_ part: Part, bucket: Int) -> RunError {
        .notFinite(
            epoch: counters.epoch, step: counters.step + 1,
            layer: "the \(part.rawValue) of \(layerName(ofBucket: bucket))")
    }

    /// The error of the present training step or validation chunk if one of its metrics is not finite. It names the
    /// first layer with a number that is not finite, if computing the step again finds this layer; otherwise it names
    /// the loss.
    package func lossNotFinite() -> RunError {
        let loss = isTraining ? "the loss" : "the validation loss"
        let output = firstLayerNotFinite().map { "the output of \($0)" + (isTraining ? "" : " in validation") }
        return .notFinite(
            epoch: counters.epoch, step: (isTraining ? counters.step : validationChunk) + 1, layer: output ?? loss)
    }

    private var isTraining: Bool { counters.step < job.trainPlan.steps }

    private func layerName(ofBucket bucket: Int) -> Substring {
        let layout = job.network.layout
        // A bucket lies within one layer, and the name of every entry in that layer begins with the layer's name.
        let entry = layout.entries.first { $0.range.overlaps(layout.buckets[bucket]) }!
        return entry.name.prefix { $0 != "/" }
    }

    /// Computes the outputs of the present step again in this process, from samples without augmentation, to find the
    /// first layer with a parameter or an output that is not finite. Returns the layer's name; nil if everything is
    /// finite.
    private func firstLayerNotFinite() -> String? {
        let split = isTraining ? job.dataset.train : job.dataset.validation
        let plan = isTraining ? job.trainPlan : job.validationPlan
        let step = isTraining ? counters.step : validationChunk
        let order = isTraining ? job.trainOrder(epoch: counters.epoch) : Array(0..<split.count)
        let replica = Replica(job.network, microBatchSize: job.microBatchSize)
        let weights = PreparedWeights(job.network, copying: weights)
        for (microBatch, range) in plan.microBatches(ofStep: step).enumerated() {
            let key = DropoutKey(
                seed: job.configuration.seed, epoch: counters.epoch, step: step, microBatch: microBatch)
            if let layer = replica.firstLayerNotFinite(
                split.images.pixels(of: order[range]), weights: weights, isTraining: isTraining, dropout: key)
            {
                return layer
            }
        }
        return nil
    }
}
