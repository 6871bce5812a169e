import Vocabulary

/// The coordinator's state of the present step. It is made when the step begins or restarts, and removed when the step
/// ends.
struct StepState: Sendable {
    /// Which sums are there.
    var reduction: Reduction
    /// Which of them may become new weights.
    var gate: UpdateGate
    /// Which session computes which block.
    var work: WorkLedger
    /// Results that are not finite, until another worker has computed them too.
    var suspicions: [Suspicion] = []
    /// Results that wait to be compared, if the step is a verified one.
    var verification: Verification?
    /// Workers whose first unverified work is in this step.
    var newlyUnverified: [String] = []

    /// A step that begins.
    init(_ reduction: Reduction, policy: UpdatePolicy, verification: Verification?) {
        self.reduction = reduction
        self.verification = verification
        gate = UpdateGate(policy, bucketCount: reduction.buckets.count)
        work = WorkLedger(leaves: reduction.presentLeaves)
    }

    /// Which step it is.
    var id: StepID { reduction.step }

    /// The reduced gradients of buckets that are not applied yet.
    var sumsAtGate: [NodeID] {
        gate.waiting.map { NodeID(bucket: $0, block: reduction.buckets[$0].root) }
    }
}
