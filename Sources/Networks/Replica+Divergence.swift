import Tensors

/// Finds the layer in which training diverges: the first whose numbers are not all finite.
extension Replica {
    /// The name of the first layer, in forward order, that has an infinite number or a NaN among its parameters or
    /// outputs; nil if no layer has. Layers that are computed in one pass count as one, with the name of the first.
    ///
    /// - Parameters:
    ///   - pixels: up to ``microBatchSize`` samples, as in a ``MicroBatch``.
    ///   - isTraining: true to compute the outputs as ``train`` does, false to compute them as ``evaluate`` does.
    public func firstLayerNotFinite(
        _ pixels: [UInt8], weights: PreparedWeights, isTraining: Bool, dropout: DropoutKey?
    ) -> String? {
        let count = pixels.count / network.input.count
        let pass = ForwardPass(samples: count, weights: weights, isTraining: isTraining, dropout: dropout)
        var values = input(pixels, pass)
        for stage in stages {
            values = stage.layer.forward(values, pass)
            let plans = network.plans[stage.layers]
            let parameters = plans.flatMap { network.layout.entries[network.layout.layerEntries[$0.index]] }
            let isFinite =
                VectorKernels.allFinite(values, count: count * FeatureMap(plans.last!.output).sampleStride)
                && parameters.allSatisfy { VectorKernels.allFinite(weights.pointer + $0.offset, count: $0.count) }
            if !isFinite { return plans.first!.name }
        }
        return nil
    }
}
