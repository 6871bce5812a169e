/// The figures of one epoch. Losses include the L2 term; the training loss is class-weighted.
public struct EpochRecord: Codable, Hashable, Sendable {
    /// Counted from 1.
    public var epoch: Int
    /// Training loss of the batches as trained, weighted by samples.
    @LosslessFloat public var loss: Float
    /// Share of training samples classified correctly, as trained.
    @LosslessFloat public var accuracy: Float
    /// Loss on the validation samples, without class weights.
    @LosslessFloat public var validationLoss: Float
    /// Share of validation samples classified correctly.
    @LosslessFloat public var validationAccuracy: Float
    /// The learning rate used in this epoch.
    @LosslessFloat public var learningRate: Float
    /// Wall time of the epoch, validation included.
    public var seconds: Double
    /// Training samples per second of training wall time, exchange included, validation excluded.
    public var samplesPerSecond: Double

    /// Makes a record.
    public init(
        epoch: Int, loss: Float, accuracy: Float, validationLoss: Float, validationAccuracy: Float,
        learningRate: Float, seconds: Double, samplesPerSecond: Double
    ) {
        self.epoch = epoch
        self.loss = loss
        self.accuracy = accuracy
        self.validationLoss = validationLoss
        self.validationAccuracy = validationAccuracy
        self.learningRate = learningRate
        self.seconds = seconds
        self.samplesPerSecond = samplesPerSecond
    }

    private enum CodingKeys: String, CodingKey {
        case epoch, loss, accuracy
        case validationLoss = "val_loss"
        case validationAccuracy = "val_accuracy"
        case learningRate = "learning_rate"
        case seconds
        case samplesPerSecond = "samples_per_second"
    }
}

/// The figures of a run, epoch by epoch.
public struct History: Codable, Hashable, Sendable {
    /// One record per finished epoch, in order.
    public var records: [EpochRecord]

    /// A history of given records.
    public init(_ records: [EpochRecord] = []) {
        self.records = records
    }

    /// The columns of ``csv()``, in order.
    public static let columns = [
        "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds", "samples_per_second",
    ]

    /// The history as comma-separated values: a header line, then a line an epoch. Each float is the shortest text
    /// that reads back as the same bits (`nan` and `inf` for the others); times are rounded to milliseconds, rates to
    /// tenths.
    public func csv() -> String {
        var lines = [History.columns.joined(separator: ",")]
        for record in records {
            let floats = [
                record.loss, record.accuracy, record.validationLoss, record.validationAccuracy, record.learningRate,
            ]
            let seconds = (record.seconds * 1000).rounded() / 1000
            let rate = (record.samplesPerSecond * 10).rounded() / 10
            let cells = ["\(record.epoch)"] + floats.map { $0.isNaN ? "nan" : "\($0)" } + ["\(seconds)", "\(rate)"]
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
