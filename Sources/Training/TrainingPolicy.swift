/// Decides after each epoch's validation what the next learning rate is, whether the run ends, and whether the weights
/// are the best so far. It is a pure state machine, and part of every checkpoint.
///
/// The rules take an epoch's metrics in the order in which Keras calls `callbacks=[ReduceLROnPlateau, EarlyStopping,
/// ModelCheckpoint]`. Each rule keeps its own best value of the metric that it monitors.
public struct TrainingPolicy: Codable, Hashable, Sendable {
    /// What to do after an epoch.
    public struct Decision: Hashable, Sendable {
        /// Whether the weights of this epoch are the best so far, and so must be kept.
        public let improved: Bool
        /// Whether early stopping ends the run after this epoch.
        public let stop: Bool
        /// The learning rate from the next epoch on; nil if it was not lowered.
        public let learningRateReducedTo: Float?
    }

    /// The learning rate of the present epoch; after ``epochEnded(epoch:validation:)``, that of the next one.
    public private(set) var learningRate: Float
    /// The rule that lowers the learning rate; nil if the rate stays the same.
    public private(set) var plateau: ReduceLROnPlateau?
    /// The rule that may end the run early; nil if all epochs are trained.
    public private(set) var earlyStopping: EarlyStopping?
    /// The rule that finds the epoch with the best weights.
    public private(set) var bestCheckpoint: BestCheckpoint

    /// The keys in checkpoints. The digest `state_sha256` depends on them, so they must stay even if a property is
    /// renamed.
    private enum CodingKeys: String, CodingKey {
        case learningRate = "learningRate"
        case plateau = "plateau"
        case earlyStopping = "earlyStopping"
        case bestCheckpoint = "bestCheckpoint"
    }

    /// The policy of a run before its first epoch.
    public init(
        optimizer: AdamOptions, plateau: ReduceLROnPlateau.Options?, earlyStopping: EarlyStopping.Options?,
        best: BestCheckpoint.Options
    ) {
        learningRate = Float(optimizer.learningRate)
        self.plateau = plateau.map { ReduceLROnPlateau($0) }
        self.earlyStopping = earlyStopping.map { EarlyStopping($0) }
        bestCheckpoint = BestCheckpoint(best)
    }

    /// Takes the validation metrics of an epoch that has ended, and returns what to do next. Epochs are counted from 1.
    public mutating func epochEnded(epoch: Int, validation: MetricValues) -> Decision {
        let reduced = plateau?.epochEnded(validation: validation, learningRate: learningRate)
        let stop = earlyStopping?.epochEnded(epoch: epoch, validation: validation) ?? false
        let improved = bestCheckpoint.epochEnded(epoch: epoch, validation: validation)
        if let reduced { learningRate = reduced }
        return Decision(improved: improved, stop: stop, learningRateReducedTo: reduced)
    }
}
