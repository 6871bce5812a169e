import Messages
import Vocabulary

/// A bucket of a block's gradient from one worker. The shell keeps it until it can be compared.
public struct CandidateID: Sendable, Hashable {
    /// The bucket and the block of the inspected result.
    public let node: NodeID
    /// The name of the worker that sent it.
    public let worker: String

    /// Makes the name of a candidate.
    public init(node: NodeID, worker: String) {
        self.node = node
        self.worker = worker
    }
}

/// Questions of the state machine about the present result. The shell holds its numbers and answers them.
public struct ResultInspection {
    /// A digest of the result's frame if one of its floats is infinite or NaN; otherwise nil. Asked for gradients that
    /// are used without a second result.
    let notFinite: () -> UInt64?
    /// Whether the frame has the same bytes as a candidate.
    let equals: (CandidateID) -> Bool
    /// Whether the losses that follow from a step's metrics are finite. Asked once, when all metrics are there.
    let isSound: (StepID, MetricSums) -> Bool

    /// Answers to these questions.
    public init(
        notFinite: @escaping () -> UInt64? = { nil }, equals: @escaping (CandidateID) -> Bool = { _ in true },
        isSound: @escaping (StepID, MetricSums) -> Bool = { _, _ in true }
    ) {
        self.notFinite = notFinite
        self.equals = equals
        self.isSound = isSound
    }
}
