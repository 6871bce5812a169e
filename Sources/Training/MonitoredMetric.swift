/// A metric of the validation samples that a rule follows, under Keras' names.
public enum MonitoredMetric: String, Codable, CaseIterable, Sendable {
    /// Cross-entropy plus the L2 term.
    case loss = "val_loss"
    /// Share of samples classified correctly.
    case accuracy = "val_accuracy"
    /// Cross-entropy alone.
    case crossEntropy = "val_cross_entropy"

    /// Whether a higher value is the better one: Keras' mode `max`, which its mode `auto` takes for accuracies. The
    /// others have mode `min`.
    public var isBetterWhenHigher: Bool { self == .accuracy }
}

/// The metrics of an epoch's validation.
public struct ValidationMetrics: Hashable, Sendable {
    /// Cross-entropy plus the L2 term, without class weights.
    public var loss: Float
    /// Share of samples classified correctly.
    public var accuracy: Float
    /// Mean cross-entropy, without class weights and L2 term.
    public var crossEntropy: Float

    /// Makes metrics.
    public init(loss: Float, accuracy: Float, crossEntropy: Float) {
        self.loss = loss
        self.accuracy = accuracy
        self.crossEntropy = crossEntropy
    }

    /// The value of one of them.
    public subscript(metric: MonitoredMetric) -> Float {
        switch metric {
        case .loss: loss
        case .accuracy: accuracy
        case .crossEntropy: crossEntropy
        }
    }
}

/// The best value of a metric that a rule has seen, and the comparison by which another one beats it.
///
/// Source: Keras 3, `MonitorCallback._is_improvement`: the first value always counts, NaN included, after which nothing
/// beats a NaN; min_delta is added in double precision (subtracted where higher is better), then both sides are compared
/// in float32.
struct BestValue: Codable, Hashable, Sendable {
    /// The best value; nil before the first epoch.
    private(set) var best: LosslessFloat?

    /// The names in checkpoints. `state_sha256` covers them, so they stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case best = "best"
    }

    /// Takes the metric's value for the best if it is better than the best by more than `minDelta`, and says whether it
    /// did.
    mutating func improves(_ metric: MonitoredMetric, of metrics: ValidationMetrics, by minDelta: Double) -> Bool {
        let value = metrics[metric]
        if let best {
            let isBetter =
                metric.isBetterWhenHigher
                ? Float(Double(value) - minDelta) > best.wrappedValue
                : Float(Double(value) + minDelta) < best.wrappedValue
            guard isBetter else { return false }
        }
        best = LosslessFloat(wrappedValue: value)
        return true
    }
}

extension KeyedDecodingContainer {
    /// The validation loss, if there is no such key: what rules followed, and checkpoints did not say, before there was a
    /// choice. Decoders that the compiler writes call this for a ``MonitoredMetric``.
    func decode(_ type: MonitoredMetric.Type, forKey key: Key) throws -> MonitoredMetric {
        try decodeIfPresent(type, forKey: key) ?? .loss
    }
}
