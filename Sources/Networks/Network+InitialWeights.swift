import Tensors

extension Network {
    /// The weights of step 0, as Keras begins: Glorot uniform kernels, γ and moving variance 1, all else 0.
    ///
    /// Element e of a kernel is uniform element e of the stream with purpose `initialization` and index the layer's
    /// index in the model. Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    /// networks", AISTATS 2010.
    public func initialWeights(seed: UInt64) -> FloatStorage {
        let weights = FloatStorage(count: layout.count)
        for plan in plans {
            for entry in layout.entries[layout.layerEntries[plan.index]] {
                let values = UnsafeMutableBufferPointer(rebasing: weights.buffer[entry.range])
                switch entry.role {
                case .kernel:
                    let stream = RandomStream(seed: seed, purpose: .initialization, index: plan.index)
                    let limit = Network.glorotLimit(entry.shape)
                    stream.fill(values, from: -limit, to: limit)
                case .gamma, .movingVariance:
                    values.update(repeating: 1)
                case .bias, .beta, .movingMean:
                    values.update(repeating: 0)
                }
            }
        }
        return weights
    }

    /// √(6 / (fan in + fan out)), where a kernel's fan counts its receptive field.
    private static func glorotLimit(_ shape: [Int]) -> Float {
        let field = shape.dropLast(2).reduce(1, *)
        let fans = field * shape.suffix(2).reduce(0, +)
        return Float((6 / Double(fans)).squareRoot())
    }
}
