import Training

/// How gradients change weights.
public struct Optimizer: Sendable, Hashable {
    let options: AdamOptions

    /// Adam, as in Keras (Kingma and Ba, ICLR 2015).
    ///
    /// - Parameters:
    ///   - learningRate: that of the first epoch.
    ///   - beta1: decay of the first moment, in 0 ..< 1.
    ///   - beta2: decay of the second moment, in 0 ..< 1.
    ///   - epsilon: added to the root of the second moment, outside the root.
    public static func adam(
        learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
    ) -> Optimizer {
        var options = AdamOptions()
        options.learningRate = learningRate
        options.beta1 = beta1
        options.beta2 = beta2
        options.epsilon = epsilon
        return Optimizer(options: options)
    }
}
