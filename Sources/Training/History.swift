/// The metrics of one epoch. Losses include the L2 term, cross-entropies do not; the training loss alone is
/// class-weighted.
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
    private var losslessCrossEntropy: LosslessFloat?
    private var losslessValidationCrossEntropy: LosslessFloat?

    /// Mean cross-entropy of the training samples, as trained, without class weights and L2 term; nil for an epoch that a
    /// release trained which did not measure it.
    public var crossEntropy: Float? { losslessCrossEntropy?.wrappedValue }

    /// Mean cross-entropy of the validation samples; nil as ``crossEntropy`` is.
    public var validationCrossEntropy: Float? { losslessValidationCrossEntropy?.wrappedValue }

    /// Makes a record.
    public init(
        epoch: Int, loss: Float, accuracy: Float, crossEntropy: Float?, validation: ValidationMetrics,
        learningRate: Float, seconds: Double, samplesPerSecond: Double
    ) {
        self.epoch = epoch
        self.loss = loss
        self.accuracy = accuracy
        losslessCrossEntropy = crossEntropy.map(LosslessFloat.init)
        validationLoss = validation.loss
        validationAccuracy = validation.accuracy
        losslessValidationCrossEntropy = LosslessFloat(wrappedValue: validation.crossEntropy)
        self.learningRate = learningRate
        self.seconds = seconds
        self.samplesPerSecond = samplesPerSecond
    }

    /// The names in checkpoints. They stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case epoch = "epoch"
        case loss = "loss"
        case accuracy = "accuracy"
        case losslessCrossEntropy = "cross_entropy"
        case validationLoss = "val_loss"
        case validationAccuracy = "val_accuracy"
        case losslessValidationCrossEntropy = "val_cross_entropy"
        case learningRate = "learning_rate"
        case seconds = "seconds"
        case samplesPerSecond = "samples_per_second"
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

    /// The names in checkpoints. They stay whatever the properties are called.
    private enum CodingKeys: String, CodingKey {
        case records = "records"
    }

    /// The columns of ``csv()``, in order.
    public static let columns = [
        "epoch", "loss", "accuracy", "cross_entropy", "val_loss", "val_accuracy", "val_cross_entropy", "learning_rate",
        "seconds", "samples_per_second",
    ]

    /// The history as comma-separated values: a header line, then a line an epoch. Each float is the shortest text
    /// that reads back as the same bits (`nan` and `inf` for the others, nothing where it was not measured); times are
    /// rounded to milliseconds, rates to tenths.
    public func csv() -> String {
        var lines = [History.columns.joined(separator: ",")]
        for record in records {
            let floats = [
                record.loss, record.accuracy, record.crossEntropy, record.validationLoss, record.validationAccuracy,
                record.validationCrossEntropy, record.learningRate,
            ]
            let seconds = (record.seconds * 1000).rounded() / 1000
            let rate = (record.samplesPerSecond * 10).rounded() / 10
            let cells = ["\(record.epoch)"] + floats.map(History.cell) + ["\(seconds)", "\(rate)"]
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ value: Float?) -> String {
        value.map { $0.isNaN ? "nan" : "\($0)" } ?? ""
    }
}
