/// The optimizers that a run can use.
public enum OptimizerName: String, Codable, CaseIterable, Sendable {
    /// Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
    case adam
}

/// Settings of the optimizer, named as in Keras.
public struct AdamOptions: Codable, Hashable, Sendable {
    /// The name of the optimizer.
    public var name = OptimizerName.adam
    /// The learning rate of the first epoch.
    public var learningRate = 1e-4
    /// The factor of the old first moment at each step, in 0 ..< 1.
    public var beta1 = 0.9
    /// The factor of the old second moment at each step, in 0 ..< 1.
    public var beta2 = 0.999
    /// The number that is added to the square root of the second moment, so that no step divides by zero.
    public var epsilon = 1e-7

    /// The default settings.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case name
        case learningRate = "learning_rate"
        case beta1 = "beta_1"
        case beta2 = "beta_2"
        case epsilon
    }
}
