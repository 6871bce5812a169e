import Configuration
import Datasets
import Networks
import Tensors

/// The errors of a run that has diverged.
extension TrainingRun {
    /// What is not finite in a bucket: its gradient, or the weights and moments that the optimizer computes from it.
    package enum Part: String {
        case gradient, update
    }

    /// The error for a part of the present step that is not finite.
    package func notFinite(_ part: Part, bucket: Int) -> RunError {
        .notFinite(
            epoch: counters.epoch, step: counters.step + 1,
            layer: "the \(part.rawValue) of \(layerName(ofBucket: bucket))")
    }

    /// The error for a training or validation loss of the present step that is not finite. It names the layer where
    /// this began, if computing the step again finds it.
    package func lossNotFinite() -> RunError {
        let loss = isTraining ? "the loss" : "the validation loss"
        let output = firstLayerNotFinite().map { "the output of \($0)" + (isTraining ? "" : " in validation") }
        return .notFinite(
            epoch: counters.epoch, step: (isTraining ? counters.step : validationChunk) + 1, layer: output ?? loss)
    }

    private var isTraining: Bool { counters.step < job.trainPlan.steps }

    private func layerName(ofBucket bucket: Int) -> Substring {
        let layout = job.network.layout
        // A bucket is within one layer, so any entry in it has the name of that layer.
        let entry = layout.entries.first { $0.range.overlaps(layout.buckets[bucket]) }!
        return entry.name.prefix { $0 != "/" }
    }

    /// Computes the present step again in this process, to find the first layer with a parameter or an output that is
    /// not finite. Returns its name; nil if everything is finite.
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
