import Vocabulary

/// A metric of the validation samples that a rule monitors. Its raw value is the name in Keras, for instance
/// `val_loss`.
public struct MonitoredMetric: RawRepresentable, Codable, Hashable, CaseIterable, Sendable {
    /// The validation loss, which rules monitor by default.
    public static let loss = MonitoredMetric(.loss)
    /// All metrics, as metrics of the validation samples.
    public static let allCases = Metric.allCases.map(MonitoredMetric.init)
    /// The prefix of the names of validation metrics.
    package static let prefix = "val_"

    /// The metric that a rule monitors on the validation samples.
    public let metric: Metric

    /// This metric, measured on the validation samples.
    public init(_ metric: Metric) {
        self.metric = metric
    }

    /// The metric with a name such as `val_loss`; nil if there is none.
    public init?(rawValue: String) {
        guard rawValue.hasPrefix(MonitoredMetric.prefix),
            let metric = Metric(rawValue: String(rawValue.dropFirst(MonitoredMetric.prefix.count)))
        else { return nil }
        self.metric = metric
    }

    /// Keras' name of the metric, for instance `val_loss`.
    public var rawValue: String { MonitoredMetric.prefix + metric.rawValue }
}

/// The best value so far of the metric that a rule monitors, and the comparison that decides whether a new value is
/// better.
///
/// Source: Keras 3, `MonitorCallback._is_improvement`. The first value is always an improvement; if it is NaN, no later
/// value is better. min_delta is added to the new value in double precision (subtracted where higher is better), then
/// both values are compared in float32.
struct BestValue: Codable, Hashable, Sendable {
    /// The best value; nil before the first epoch has ended.
    private(set) var best: LosslessFloat?

    /// The keys in checkpoints. The digest `state_sha256` depends on them, so they must stay even if a property is
    /// renamed.
    private enum CodingKeys: String, CodingKey {
        case best = "best"
    }

    /// Takes the metric's new value. Stores it as the best if it is the first value, or better than the best by more
    /// than `minDelta`, and returns whether it was stored. The metric must be measured.
    mutating func improves(_ monitor: MonitoredMetric, of validation: MetricValues, by minDelta: Double) -> Bool {
        guard let value = validation[monitor.metric] else {
            preconditionFailure("\(monitor.rawValue) was not measured")
        }
        if let best {
            let isBetter =
                monitor.metric.isBetterWhenHigher
                ? Float(Double(value) - minDelta) > best.wrappedValue
                : Float(Double(value) + minDelta) < best.wrappedValue
            guard isBetter else { return false }
        }
        best = LosslessFloat(wrappedValue: value)
        return true
    }
}

extension KeyedDecodingContainer {
    /// Reads the metric that a rule monitors. If the key is missing, this is the validation loss: checkpoints of
    /// earlier releases do not have the key, since all rules monitored the validation loss then. The decoders that the
    /// compiler generates call this function for a property of type ``MonitoredMetric``.
    func decode(_ type: MonitoredMetric.Type, forKey key: Key) throws -> MonitoredMetric {
        try decodeIfPresent(type, forKey: key) ?? .loss
    }
}
