/// Lowers the learning rate when the metric that it monitors has stopped improving.
///
/// Source: Keras 3, `keras.callbacks.ReduceLROnPlateau`, mode `auto`.
public struct ReduceLROnPlateau: Codable, Hashable, Sendable {
    /// The rule's settings, named as in Keras.
    public struct Options: Codable, Hashable, Sendable {
        /// The metric that has to improve.
        public var monitor = MonitoredMetric.loss
        /// What the learning rate is multiplied by, between 0 and 1.
        public var factor = 0.75
        /// The number of epochs in a row without improvement after which the rate is lowered.
        public var patience = 8
        /// How much better a value has to be to count as an improvement.
        public var minDelta = 1e-4
        /// The number of epochs of the cooldown after a reduction. An epoch without improvement does not count in the
        /// cooldown, except in its last epoch, as in Keras.
        public var cooldown = 0
        /// The learning rate below which the rule does not go.
        public var minimumLearningRate = 1e-5

        /// The default settings.
        public init() {}

        /// The names in configuration files and checkpoints. `state_sha256` covers them, so they stay whatever the
        /// properties are called.
        private enum CodingKeys: String, CodingKey {
            case monitor = "monitor"
            case factor = "factor"
            case patience = "patience"
            case minDelta = "min_delta"
            case cooldown = "cooldown"
            case minimumLearningRate = "min_lr"
        }
    }

    /// The rule's settings.
    public let options: Options
    /// The number of epochs in a row without improvement that count: not those before a reduction or in its cooldown.
    public private(set) var wait = 0
    /// How many epochs of the cooldown after a reduction are left.
    public private(set) var cooldownLeft = 0
    private var monitored = BestValue()

    /// The names in checkpoints. `state_sha256` covers them, so they stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case options = "options"
        case wait = "wait"
        case cooldownLeft = "cooldownLeft"
        case monitored = "monitored"
    }

    /// A rule before its first epoch.
    public init(_ options: Options = Options()) {
        self.options = options
    }

    /// The value of the last improvement, which the next one must beat; nil before the first epoch.
    public var best: Float? { monitored.best?.wrappedValue }

    /// Takes an epoch's metrics.
    ///
    /// At the minimum rate nothing is reduced, and `wait` is not reset, as in Keras.
    ///
    /// - Parameter learningRate: the rate used in this epoch.
    /// - Returns: the lower rate for the epochs to come, or nil if it stays.
    public mutating func epochEnded(validation: MetricValues, learningRate: Float) -> Float? {
        if cooldownLeft > 0 {
            cooldownLeft -= 1
            wait = 0
        }
        if monitored.improves(options.monitor, of: validation, by: options.minDelta) {
            wait = 0
            return nil
        }
        guard cooldownLeft == 0 else { return nil }
        wait += 1
        guard wait >= options.patience, learningRate > Float(options.minimumLearningRate) else { return nil }
        cooldownLeft = options.cooldown
        wait = 0
        return Float(max(Double(learningRate) * options.factor, options.minimumLearningRate))
    }
}
