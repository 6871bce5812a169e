import Tensors

extension Network {
    /// The weights before the first step, with the distributions of Keras: Glorot uniform kernels, 1 for γ and moving
    /// variance, 0 for all other parameters.
    ///
    /// Element e of a kernel is number e of a random stream of uniform numbers: the stream for `seed`, the purpose
    /// `initialization` and the layer's index in the model. Source: Glorot and Bengio, "Understanding the difficulty of
    /// training deep feedforward neural networks", AISTATS 2010.
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

    /// The bound of a kernel's Glorot uniform numbers: √(6 / (fan in + fan out)). For a dense layer, the fans are the
    /// numbers of inputs and outputs. For a convolution, they are the numbers of input and output channels, each times
    /// the rows and columns of the kernel.
    private static func glorotLimit(_ shape: [Int]) -> Float {
        let field = shape.dropLast(2).reduce(1, *)
        let fans = field * shape.suffix(2).reduce(0, +)
        return Float((6 / Double(fans)).squareRoot())
    }
}
