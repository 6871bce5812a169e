import Messages
import Vocabulary

/// A bucket of a block's gradient that the shell keeps, as it came from one worker, until it can be compared.
public struct CandidateID: Sendable, Hashable {
    /// What it is the gradient of.
    public let node: NodeID
    /// Who sent it, by name.
    public let worker: String

    /// Names a candidate.
    public init(node: NodeID, worker: String) {
        self.node = node
        self.worker = worker
    }
}

/// What the coordinator's machine asks its shell about the result at hand, whose numbers it does not hold.
public struct ResultInspection {
    /// A digest of the result's frame if it holds floats of which one is infinite or not a number, else nil; asked for
    /// gradients that are to be used without a second opinion.
    let notFinite: () -> UInt64?
    /// Whether the frame has the same bytes as a candidate.
    let equals: (CandidateID) -> Bool
    /// Whether the losses that become of a step's metrics are finite; asked once, when all of them are there.
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
