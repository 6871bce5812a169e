extension Network {
    /// A lower bound, in bytes, of the memory that training needs on a worker with `slots` slots: two versions of the
    /// weights, each with its kernels also in the layout of the inner loops, and for each slot a gradient and the
    /// layers' outputs for a micro-batch. Other buffers of layers are not counted.
    public func leastTrainingBytes(slots: Int, microBatchSize: Int) -> Double {
        let weights = layout.count + plans.reduce(0) { $0 + ($1.kernelLayout?.count ?? 0) }
        let outputs = plans.reduce(0.0) { sum, plan in
            switch plan.spec {
            case .conv2d, .dense, .maxPooling2d, .flatten: sum + Double(FeatureMap(plan.output).sampleStride)
            // The outputs of these layers are not counted, because they take no memory where one pass computes the
            // layer together with a pooling.
            case .batchNormalization, .dropout: sum
            }
        }
        let slot = Double(layout.count) + outputs * Double(microBatchSize)
        return (2 * Double(weights) + Double(slots) * slot) * Double(MemoryLayout<Float>.stride)
    }
}
