import Tensors

/// Where the numbers of a network cease to be finite.
extension Replica {
    /// The name of the first layer, in forward order, of which a parameter or an output is infinite or not a number; nil
    /// if there is none.
    ///
    /// - Parameters:
    ///   - pixels: those of up to ``microBatchSize`` samples, as of a ``MicroBatch``.
    ///   - isTraining: computes as ``train`` does, else as ``evaluate``.
    public func firstLayerNotFinite(
        _ pixels: [UInt8], weights: PreparedWeights, isTraining: Bool, dropout: DropoutKey?
    ) -> String? {
        let count = pixels.count / network.input.count
        let pass = ForwardPass(samples: count, weights: weights, isTraining: isTraining, dropout: dropout)
        var values = input(pixels, pass)
        for stage in stages {
            values = stage.layer.forward(values, pass)
            let plans = network.plans[stage.places]
            let parameters = plans.flatMap { network.layout.entries[network.layout.layerEntries[$0.place]] }
            let isFinite =
                VectorKernels.allFinite(values, count: count * FeatureMap(plans.last!.output).sampleStride)
                && parameters.allSatisfy { VectorKernels.allFinite(weights.pointer + $0.offset, count: $0.count) }
            if !isFinite { return plans.first!.name }
        }
        return nil
    }
}
