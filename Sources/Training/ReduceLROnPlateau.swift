/// Lowers the learning rate when the monitored metric has stopped improving.
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
        /// A value counts as an improvement only if it is better than the best value so far by more than this.
        public var minDelta = 1e-4
        /// How many epochs the cooldown after a reduction lasts. Epochs of the cooldown do not count as epochs without
        /// improvement, except for the last one, as in Keras.
        public var cooldown = 0
        /// The learning rate below which the rule does not go.
        public var minimumLearningRate = 1e-5

        /// The default settings.
        public init() {}

        /// The keys in configuration files and checkpoints. The digest `state_sha256` depends on them, so they must
        /// stay even if a property is renamed.
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
    /// The number of epochs in a row without improvement. It begins anew at 0 after a reduction, and epochs of the
    /// cooldown do not count, except for the last one.
    public private(set) var wait = 0
    /// How many epochs of the cooldown after a reduction are left.
    public private(set) var cooldownLeft = 0
    private var monitored = BestValue()

    /// The keys in checkpoints. The digest `state_sha256` depends on them, so they must stay even if a property is
    /// renamed.
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

    /// The metric's value at its last improvement, which the next improvement must beat; nil before the first epoch has
    /// ended.
    public var best: Float? { monitored.best?.wrappedValue }

    /// Takes the validation metrics of an epoch that has ended.
    ///
    /// At the minimum rate nothing is reduced, and ``wait`` is not reset, as in Keras.
    ///
    /// - Parameter learningRate: the rate used in this epoch.
    /// - Returns: the new, lower rate for the epochs to come; nil if the rate stays the same.
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
