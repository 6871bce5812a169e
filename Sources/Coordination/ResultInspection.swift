import Messages
import Vocabulary

/// Names the gradient of a block for one bucket, as one worker has sent it. The shell keeps this gradient until it can
/// be compared with another worker's gradient of the same block and bucket.
public struct CandidateID: Sendable, Hashable {
    /// The bucket and the block of the gradient.
    public let node: NodeID
    /// The name of the worker that sent the gradient.
    public let worker: String

    /// Makes the name of a candidate.
    public init(node: NodeID, worker: String) {
        self.node = node
        self.worker = worker
    }
}

/// The questions that the state machine asks about the result in the present message. The shell answers them, since it
/// holds the result's numbers and the state machine does not.
public struct ResultInspection {
    /// A digest of the result's frame if one of its floats is infinite or NaN; otherwise nil. The state machine asks
    /// this about gradients of steps that are not verified, and about gradients that the coordinator has computed
    /// itself.
    let notFinite: () -> UInt64?
    /// Whether the result's frame has the same bytes as the gradient that the shell keeps under this name.
    let equals: (CandidateID) -> Bool
    /// Whether the losses that follow from a step's metrics are finite. The state machine asks this when the metrics of
    /// all blocks of the step have arrived.
    let isSound: (StepID, MetricSums) -> Bool

    /// The answers to the questions. By default all numbers are finite and all bytes are the same, as tests without
    /// tensors need it.
    public init(
        notFinite: @escaping () -> UInt64? = { nil }, equals: @escaping (CandidateID) -> Bool = { _ in true },
        isSound: @escaping (StepID, MetricSums) -> Bool = { _, _ in true }
    ) {
        self.notFinite = notFinite
        self.equals = equals
        self.isSound = isSound
    }
}
