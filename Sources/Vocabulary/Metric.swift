/// The metrics that measure a model on samples. A new metric needs a case here, and code for its value: for one sample
/// in the loss function (`SoftmaxCrossEntropy`), or for counts of classes in ``ClassCounts``. Messages, sums,
/// checkpoints, the history, and the rules that watch a metric, such as early stopping, then include it without further
/// changes.
///
/// The raw values are names in the style of Keras. They are the keys of checkpoints and summaries, and the columns of
/// the history, in this order.
public enum Metric: String, CaseIterable, Codable, Sendable {
    /// Cross-entropy plus the L2 term. In training, the cross-entropy of each sample is multiplied by the weight of
    /// its class.
    case loss = "loss"
    /// Share of samples whose most probable class is the right one.
    case accuracy = "accuracy"
    /// Cross-entropy without class weights and without the L2 term.
    case crossEntropy = "cross_entropy"
    /// Mean of the classes' F1 scores. It is computed for validation samples only.
    case macroF1 = "macro_f1"
    /// Mean of the classes' recalls. It is computed for validation samples only.
    case balancedAccuracy = "balanced_accuracy"

    /// The metrics that are means over samples.
    public static let ofSamples = allCases.filter { !$0.isOfClasses }
    /// The metrics that are computed from the counts in ``ClassCounts``.
    public static let ofClasses = allCases.filter(\.isOfClasses)

    /// Whether the metric is computed from the counts in ``ClassCounts``, and so has no value for one sample.
    public var isOfClasses: Bool {
        switch self {
        case .macroF1, .balancedAccuracy: true
        case .loss, .accuracy, .crossEntropy: false
        }
    }

    /// The key in checkpoints for the sum of the metric over an epoch's samples. Only the metrics in ``ofSamples`` have
    /// a key. The digest `state_sha256` of a checkpoint depends on the key, so the key must stay the same if a case is
    /// renamed.
    public var sumKey: String {
        switch self {
        case .loss: "lossSum"
        case .accuracy: "correct"
        case .crossEntropy: "crossEntropySum"
        case .macroF1, .balancedAccuracy: preconditionFailure("\(rawValue) is no mean over samples")
        }
    }

    /// Whether the metric is the share of samples that have a property. Its sum is then the number of those samples.
    public var isShare: Bool {
        switch self {
        case .accuracy: true
        case .loss, .crossEntropy, .macroF1, .balancedAccuracy: false
        }
    }

    /// Whether the mean of the metric includes the L2 term of the weights, which is not part of any sample's value.
    public var hasRegularization: Bool { self == .loss }

    /// Whether a higher value is better. Such a metric has the mode `max` of Keras, any other the mode `min`. Keras'
    /// mode `auto` makes the same choice for accuracies and F1 scores.
    public var isBetterWhenHigher: Bool { isShare || isOfClasses }
}
