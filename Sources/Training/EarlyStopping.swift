/// Ends a run when the monitored metric has stopped improving.
///
/// Source: Keras 3, `keras.callbacks.EarlyStopping`, mode `auto`, `restore_best_weights`.
public struct EarlyStopping: Codable, Hashable, Sendable {
    /// The rule's settings, named as in Keras.
    public struct Options: Codable, Hashable, Sendable {
        /// The metric that has to improve.
        public var monitor = MonitoredMetric.loss
        /// The number of epochs in a row without improvement after which the run stops.
        public var patience = 20
        /// A value counts as an improvement only if it is better than the best value so far by more than this.
        public var minDelta = 0.0

        /// The default settings.
        public init() {}

        /// The keys in configuration files and checkpoints. The digest `state_sha256` depends on them, so they must
        /// stay even if a property is renamed.
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
    /// The epoch of the last improvement; nil before the first epoch has ended. Keras would restore the weights of this
    /// epoch at the end of the run, whether this rule or the limit of epochs ends the run.
    public private(set) var bestEpoch: Int?
    private var monitored = BestValue()

    /// The keys in checkpoints. The digest `state_sha256` depends on them, so they must stay even if a property is
    /// renamed.
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

    /// The metric's value at its last improvement, which the next improvement must beat; nil before the first epoch has
    /// ended.
    public var best: Float? { monitored.best?.wrappedValue }

    /// Takes the validation metrics of an epoch that has ended.
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
