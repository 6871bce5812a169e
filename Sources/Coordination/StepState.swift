import Vocabulary

/// The coordinator's state of the present step. It is made when the step begins or restarts, and removed when the step
/// ends.
struct StepState: Sendable {
    /// Which sums of gradients and metrics exist.
    var reduction: Reduction
    /// Which complete sums of gradients may become new weights.
    var gate: UpdateGate
    /// Which session computes which block.
    var work: WorkLedger
    /// Results that are not finite, until another worker has computed them too.
    var suspicions: [Suspicion] = []
    /// Results that wait to be compared, if the step is a verified one; nil if it is not.
    var verification: Verification?
    /// The names of the workers whose first unverified work is in this step. If the step restarts as a verified one,
    /// this work no longer counts.
    var newlyUnverified: [String] = []

    /// The state of a step that begins or restarts. No work is assigned yet.
    init(_ reduction: Reduction, policy: UpdatePolicy, verification: Verification?) {
        self.reduction = reduction
        self.verification = verification
        gate = UpdateGate(policy, bucketCount: reduction.buckets.count)
        work = WorkLedger(leaves: reduction.presentLeaves)
    }

    /// The id of the step.
    var id: StepID { reduction.step }

    /// The complete sums of gradients that the gate holds back. They are freed if the step restarts.
    var sumsAtGate: [NodeID] {
        gate.waiting.map { NodeID(bucket: $0, block: reduction.buckets[$0].root) }
    }
}
