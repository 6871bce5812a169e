extension Network {
    /// The least memory, in bytes, that training takes on a worker of so many slots: two versions of the weights, as the
    /// inner loops read them, and for each slot a gradient and the outputs of the layers for a micro-batch. What single
    /// layers need within comes on top.
    public func leastTrainingBytes(slots: Int, microBatchSize: Int) -> Double {
        let weights = layout.count + plans.reduce(0) { $0 + ($1.kernelLayout?.count ?? 0) }
        let outputs = plans.reduce(0.0) { sum, plan in
            switch plan.spec {
            case .conv2d, .dense, .maxPooling2d, .flatten: sum + Double(FeatureMap(plan.output).sampleStride)
            // Computed in the memory of their neighbours, or in that of one of these.
            case .batchNormalization, .dropout: sum
            }
        }
        let slot = Double(layout.count) + outputs * Double(microBatchSize)
        return (2 * Double(weights) + Double(slots) * slot) * Double(MemoryLayout<Float>.stride)
    }
}
