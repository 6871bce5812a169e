/// Finds the epoch with the best weights: the epoch in which the monitored metric has its best value, or the first of
/// several epochs with this value.
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
    /// The best epoch, counted from 1; nil before the first epoch has ended.
    public private(set) var bestEpoch: Int?
    private var monitored = BestValue()

    /// The keys in checkpoints. The digest `state_sha256` depends on them, so they must stay even if a property is
    /// renamed.
    private enum CodingKeys: String, CodingKey {
        case monitor = "monitor"
        case bestEpoch = "bestEpoch"
        case monitored = "monitored"
    }

    /// A rule before its first epoch.
    public init(_ options: Options = Options()) {
        monitor = options.monitor
    }

    /// The best value of the metric so far; nil before the first epoch has ended.
    public var best: Float? { monitored.best?.wrappedValue }

    /// Takes the validation metrics of an epoch that has ended. Returns whether the epoch's weights are the best so
    /// far.
    public mutating func epochEnded(epoch: Int, validation: MetricValues) -> Bool {
        let improved = monitored.improves(monitor, of: validation, by: 0)
        if improved { bestEpoch = epoch }
        return improved
    }
}
