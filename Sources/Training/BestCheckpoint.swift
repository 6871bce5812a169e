/// Says which epoch's weights are the best: those of the lowest validation loss, the first of equals.
///
/// Source: Keras 3, `keras.callbacks.ModelCheckpoint` with `save_best_only`, monitor `val_loss`.
public struct BestCheckpoint: Codable, Hashable, Sendable {
    /// The best epoch, counted from 1; nil before the first epoch.
    public private(set) var bestEpoch: Int?
    private var monitored = MonitoredLoss()

    /// A rule before its first epoch.
    public init() {}

    /// The best validation loss so far; nil before the first epoch.
    public var best: Float? { monitored.best?.wrappedValue }

    /// Takes an epoch's validation loss, and says whether its weights are the best so far.
    public mutating func epochEnded(epoch: Int, validationLoss: Float) -> Bool {
        let improved = monitored.improves(validationLoss, by: 0)
        if improved { bestEpoch = epoch }
        return improved
    }
}
