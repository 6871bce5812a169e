import Training

/// The optimizer of a run: how gradients change the weights.
public struct Optimizer: Sendable, Hashable {
    let options: AdamOptions

    /// Adam, as in Keras (Kingma and Ba, ICLR 2015).
    ///
    /// - Parameters:
    ///   - learningRate: the learning rate of the first epoch. A plateau rule may lower it later.
    ///   - beta1: the decay of the first moment, in 0 ..< 1.
    ///   - beta2: the decay of the second moment, in 0 ..< 1.
    ///   - epsilon: a small number that is added to the square root of the second moment, so that Adam never divides by
    ///     0.
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
