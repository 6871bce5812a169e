import Vocabulary

/// The values of some metrics over the same samples. Two NaNs are equal, so that values read from a file equal the
/// values that were written to it.
public struct MetricValues: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    private var values: [Metric: LosslessFloat] = [:]

    /// Begins without a value of any metric.
    public init() {}

    /// The values of the metrics in a dictionary literal.
    public init(dictionaryLiteral elements: (Metric, Float)...) {
        for (metric, value) in elements { self[metric] = value }
    }

    /// The value of a metric; nil if it was not measured.
    public subscript(metric: Metric) -> Float? {
        get { values[metric]?.wrappedValue }
        set { values[metric] = newValue.map(LosslessFloat.init) }
    }

    /// Reads the values from a JSON object. The key of each value is the prefix followed by the metric's name. A metric
    /// whose key is missing gets no value.
    package init(from decoder: any Decoder, prefix: String) throws {
        let container = try decoder.container(keyedBy: NamedKey.self)
        for metric in Metric.allCases {
            values[metric] = try container.decodeIfPresent(
                LosslessFloat.self, forKey: NamedKey(prefix + metric.rawValue))
        }
    }

    /// Writes the values into a JSON object. The key of each value is the prefix followed by the metric's name.
    package func encode(to encoder: any Encoder, prefix: String) throws {
        var container = encoder.container(keyedBy: NamedKey.self)
        for (metric, value) in values { try container.encode(value, forKey: NamedKey(prefix + metric.rawValue)) }
    }
}
