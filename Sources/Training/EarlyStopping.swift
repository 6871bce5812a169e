/// Ends a run when the validation loss has stopped falling.
///
/// Source: Keras 3, `keras.callbacks.EarlyStopping`, monitor `val_loss`, `restore_best_weights`.
public struct EarlyStopping: Codable, Hashable, Sendable {
    /// The rule's settings, named as in Keras.
    public struct Options: Codable, Hashable, Sendable {
        /// Epochs without improvement after which the run stops.
        public var patience = 20
        /// How much lower a loss has to be to count as an improvement.
        public var minDelta = 0.0

        /// The defaults.
        public init() {}

        private enum CodingKeys: String, CodingKey {
            case patience
            case minDelta = "min_delta"
        }
    }

    /// The rule's settings.
    public let options: Options
    /// Epochs without improvement so far.
    public private(set) var wait = 0
    /// The epoch whose weights Keras would restore, when the rule stops the run and at the epoch limit alike; nil
    /// before the first epoch.
    public private(set) var bestEpoch: Int?
    private var monitored = MonitoredLoss()

    /// A rule before its first epoch.
    public init(_ options: Options = Options()) {
        self.options = options
    }

    /// The best validation loss so far; nil before the first epoch.
    public var best: Float? { monitored.best?.wrappedValue }

    /// Takes an epoch's validation loss.
    ///
    /// - Parameter epoch: counted from 1.
    /// - Returns: whether the run stops here.
    public mutating func epochEnded(epoch: Int, validationLoss: Float) -> Bool {
        if monitored.improves(validationLoss, by: options.minDelta) {
            bestEpoch = epoch
            wait = 0
            return false
        }
        wait += 1
        return wait >= options.patience
    }
}
