import Vocabulary

/// The metrics of one epoch. Losses include the L2 term, cross-entropies do not. Only the training loss uses class
/// weights.
public struct EpochRecord: Hashable, Sendable {
    /// The number of the epoch, counted from 1.
    public var epoch: Int
    /// Means over the training samples, measured in the training steps. A metric is missing if an earlier release,
    /// which did not have the metric, began the epoch.
    public var training: MetricValues
    /// The metrics of the validation samples, without class weights.
    public var validation: MetricValues
    /// The learning rate used in this epoch.
    @LosslessFloat public var learningRate: Float
    /// Wall time of the epoch, validation included.
    public var seconds: Double
    /// Training samples per second of training wall time, exchange included, validation excluded.
    public var samplesPerSecond: Double

    /// The record of an epoch with these values.
    public init(
        epoch: Int, training: MetricValues, validation: MetricValues, learningRate: Float, seconds: Double,
        samplesPerSecond: Double
    ) {
        self.epoch = epoch
        self.training = training
        self.validation = validation
        self.learningRate = learningRate
        self.seconds = seconds
        self.samplesPerSecond = samplesPerSecond
    }
}

extension EpochRecord: Codable {
    /// The keys in checkpoints, besides the keys of the metrics. They must stay even if a property is renamed.
    private enum CodingKeys: String, CodingKey {
        case epoch = "epoch"
        case learningRate = "learning_rate"
        case seconds = "seconds"
        case samplesPerSecond = "samples_per_second"
    }

    /// Reads a JSON object. It has the keys above and a key for each metric: the metric's name for the training
    /// samples, and `val_` followed by the name for the validation samples.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        epoch = try container.decode(Int.self, forKey: .epoch)
        training = try MetricValues(from: decoder, prefix: "")
        validation = try MetricValues(from: decoder, prefix: MonitoredMetric.prefix)
        _learningRate = try container.decode(LosslessFloat.self, forKey: .learningRate)
        seconds = try container.decode(Double.self, forKey: .seconds)
        samplesPerSecond = try container.decode(Double.self, forKey: .samplesPerSecond)
    }

    /// Writes the JSON object that ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(epoch, forKey: .epoch)
        try training.encode(to: encoder, prefix: "")
        try validation.encode(to: encoder, prefix: MonitoredMetric.prefix)
        try container.encode(_learningRate, forKey: .learningRate)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(samplesPerSecond, forKey: .samplesPerSecond)
    }
}

/// The metrics of a run, epoch by epoch.
public struct History: Codable, Hashable, Sendable {
    /// One record per finished epoch, in order.
    public var records: [EpochRecord]

    /// A history of given records.
    public init(_ records: [EpochRecord] = []) {
        self.records = records
    }

    /// The keys in checkpoints. They must stay even if a property is renamed.
    private enum CodingKeys: String, CodingKey {
        case records = "records"
    }

    /// The columns of ``csv()``, in order.
    public static let columns =
        ["epoch"] + Metric.ofSamples.map(\.rawValue) + MonitoredMetric.allCases.map(\.rawValue)
        + ["learning_rate", "seconds", "samples_per_second"]

    /// The history as comma-separated values: a header line, then a line for each epoch. A finite float is the shortest
    /// text that reads back as the same bits; other floats are `nan`, `inf` or `-inf`, and a metric that was not
    /// measured is an empty field. Seconds are rounded to thousandths, samples per second to tenths.
    public func csv() -> String {
        var lines = [History.columns.joined(separator: ",")]
        for record in records {
            let metrics =
                Metric.ofSamples.map { record.training[$0] } + Metric.allCases.map { record.validation[$0] }
            let seconds = (record.seconds * 1000).rounded() / 1000
            let rate = (record.samplesPerSecond * 10).rounded() / 10
            let cells =
                ["\(record.epoch)"] + (metrics + [record.learningRate]).map(History.cell) + ["\(seconds)", "\(rate)"]
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ value: Float?) -> String {
        value.map { $0.isNaN ? "nan" : "\($0)" } ?? ""
    }
}
