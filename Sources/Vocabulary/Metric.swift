/// The metrics of samples. A metric is a case here, and its value for one sample in the loss function
/// (`SoftmaxCrossEntropy`). Messages, sums, checkpoints, history and rules then have it too.
///
/// The raw values are Keras' names: keys of checkpoints and summaries, columns of the history, in this order.
public enum Metric: String, CaseIterable, Codable, Sendable {
    /// Cross-entropy plus the L2 term; in training each sample's is multiplied by the weight of its class.
    case loss = "loss"
    /// Share of samples whose most probable class is the right one.
    case accuracy = "accuracy"
    /// Cross-entropy alone.
    case crossEntropy = "cross_entropy"

    /// The key of its sum over an epoch's samples, in checkpoints. `state_sha256` covers it, so it must not change with
    /// the name of the case.
    public var sumKey: String {
        switch self {
        case .loss: "lossSum"
        case .accuracy: "correct"
        case .crossEntropy: "crossEntropySum"
        }
    }

    /// Whether it is the share of samples that have a property: its sum counts them.
    public var isShare: Bool {
        switch self {
        case .accuracy: true
        case .loss, .crossEntropy: false
        }
    }

    /// Whether its mean has the L2 term of the weights, which belongs to no sample.
    public var hasRegularization: Bool { self == .loss }

    /// Whether a higher value is the better one: Keras' mode `max`, which its mode `auto` takes for accuracies. The
    /// others have mode `min`.
    public var isBetterWhenHigher: Bool { isShare }
}
