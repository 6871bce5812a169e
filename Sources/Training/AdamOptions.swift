/// The optimizers there are.
public enum OptimizerName: String, Codable, CaseIterable, Sendable {
    /// Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
    case adam
}

/// Settings of the optimizer, named as in Keras.
public struct AdamOptions: Codable, Hashable, Sendable {
    /// Which optimizer.
    public var name = OptimizerName.adam
    /// The learning rate of the first epoch.
    public var learningRate = 1e-4
    /// Decay of the first moment, in 0 ..< 1.
    public var beta1 = 0.9
    /// Decay of the second moment, in 0 ..< 1.
    public var beta2 = 0.999
    /// Added to the root of the second moment, outside the root.
    public var epsilon = 1e-7

    /// The defaults.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case name
        case learningRate = "learning_rate"
        case beta1 = "beta_1"
        case beta2 = "beta_2"
        case epsilon
    }
}
