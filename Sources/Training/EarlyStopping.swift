/// Ends a run when the metric that it monitors has stopped improving.
///
/// Source: Keras 3, `keras.callbacks.EarlyStopping`, mode `auto`, `restore_best_weights`.
public struct EarlyStopping: Codable, Hashable, Sendable {
    /// The rule's settings, named as in Keras.
    public struct Options: Codable, Hashable, Sendable {
        /// The metric that has to improve.
        public var monitor = MonitoredMetric.loss
        /// The number of epochs in a row without improvement after which the run stops.
        public var patience = 20
        /// How much better a value has to be to count as an improvement.
        public var minDelta = 0.0

        /// The default settings.
        public init() {}

        /// The names in configuration files and checkpoints. `state_sha256` covers them, so they stay whatever the
        /// properties are called.
        private enum CodingKeys: String, CodingKey {
            case monitor = "monitor"
            case patience = "patience"
            case minDelta = "min_delta"
        }
    }

    /// The rule's settings.
    public let options: Options
    /// The number of epochs since the metric last improved.
    public private(set) var wait = 0
    /// The epoch of the last improvement; nil before the first epoch. Keras would restore the weights of this epoch at
    /// the end of the run, whether the rule or the epoch limit ends it.
    public private(set) var bestEpoch: Int?
    private var monitored = BestValue()

    /// The names in checkpoints. `state_sha256` covers them, so they stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case options = "options"
        case wait = "wait"
        case bestEpoch = "bestEpoch"
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
    /// - Parameter epoch: counted from 1.
    /// - Returns: whether the run stops here.
    public mutating func epochEnded(epoch: Int, validation: MetricValues) -> Bool {
        if monitored.improves(options.monitor, of: validation, by: options.minDelta) {
            bestEpoch = epoch
            wait = 0
            return false
        }
        wait += 1
        return wait >= options.patience
    }
}
