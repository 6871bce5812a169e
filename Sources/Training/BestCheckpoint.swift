/// Finds the epoch with the best weights: the one in which the monitored metric has its best value. If several epochs
/// have this value, it is the first of them.
///
/// Source: Keras 3, `keras.callbacks.ModelCheckpoint` with `save_best_only`, mode `auto`.
public struct BestCheckpoint: Codable, Hashable, Sendable {
    /// The rule's settings, named as in Keras.
    public struct Options: Codable, Hashable, Sendable {
        /// The metric whose best value decides which epoch is best.
        public var monitor = MonitoredMetric.loss

        /// The default settings.
        public init() {}
    }

    /// The metric whose best value decides which epoch is best.
    public let monitor: MonitoredMetric
    /// The best epoch, counted from 1; nil before the first epoch.
    public private(set) var bestEpoch: Int?
    private var monitored = BestValue()

    /// The names in checkpoints. `state_sha256` covers them, so they stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case monitor = "monitor"
        case bestEpoch = "bestEpoch"
        case monitored = "monitored"
    }

    /// A rule before its first epoch.
    public init(_ options: Options = Options()) {
        monitor = options.monitor
    }

    /// The best value so far; nil before the first epoch.
    public var best: Float? { monitored.best?.wrappedValue }

    /// Takes an epoch's metrics. Returns whether its weights are the best so far.
    public mutating func epochEnded(epoch: Int, validation: MetricValues) -> Bool {
        let improved = monitored.improves(monitor, of: validation, by: 0)
        if improved { bestEpoch = epoch }
        return improved
    }
}
