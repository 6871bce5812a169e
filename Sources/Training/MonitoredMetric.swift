import Vocabulary

/// A metric of the validation samples that a rule monitors. Its raw value is Keras' name: `val_loss`.
public struct MonitoredMetric: RawRepresentable, Codable, Hashable, CaseIterable, Sendable {
    /// The validation loss, which rules monitor by default.
    public static let loss = MonitoredMetric(.loss)
    /// One for each metric.
    public static let allCases = Metric.allCases.map(MonitoredMetric.init)
    /// The prefix of the names of validation metrics.
    package static let prefix = "val_"

    /// The metric.
    public let metric: Metric

    /// A metric, of the validation samples.
    public init(_ metric: Metric) {
        self.metric = metric
    }

    /// The metric of this name.
    public init?(rawValue: String) {
        guard rawValue.hasPrefix(MonitoredMetric.prefix),
            let metric = Metric(rawValue: String(rawValue.dropFirst(MonitoredMetric.prefix.count)))
        else { return nil }
        self.metric = metric
    }

    /// Its name.
    public var rawValue: String { MonitoredMetric.prefix + metric.rawValue }
}

/// The best value of a metric that a rule has seen, and the comparison by which another one beats it.
///
/// Source: Keras 3, `MonitorCallback._is_improvement`: the first value always counts, NaN included, after which nothing
/// beats a NaN; min_delta is added in double precision (subtracted where higher is better), then both sides are
/// compared in float32.
struct BestValue: Codable, Hashable, Sendable {
    /// The best value; nil before the first epoch.
    private(set) var best: LosslessFloat?

    /// The names in checkpoints. `state_sha256` covers them, so they must not change with the names of the properties.
    private enum CodingKeys: String, CodingKey {
        case best = "best"
    }

    /// Keeps the metric's value as the best if it is better by more than `minDelta`. Returns whether it was. The metric
    /// must be measured.
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
    /// Reads the metric that a rule monitors; without the key, it is the validation loss. Checkpoints of earlier
    /// releases do not have the key, since all rules monitored the validation loss then. Decoders that the compiler
    /// writes call this function for a ``MonitoredMetric``.
    func decode(_ type: MonitoredMetric.Type, forKey key: Key) throws -> MonitoredMetric {
        try decodeIfPresent(type, forKey: key) ?? .loss
    }
}
