import Vocabulary

/// What a coordinator keeps of the step at hand, and only of that: it is made when the step begins, made anew when the
/// step begins anew, and gone when the step has ended.
struct StepState: Sendable {
    /// Which sums are there.
    var reduction: Reduction
    /// Which of them may become new weights.
    var gate: UpdateGate
    /// Who computes what.
    var work: WorkLedger
    /// Results that are not finite, until somebody else has computed them too.
    var suspicions: [Suspicion] = []
    /// What waits to be compared, if the step is a verified one.
    var verification: Verification?
    /// Workers whose first unverified work is in this step.
    var newlyUnverified: [String] = []

    /// A step of which nothing is done yet.
    init(_ reduction: Reduction, policy: UpdatePolicy, verification: Verification?) {
        self.reduction = reduction
        self.verification = verification
        gate = UpdateGate(policy, bucketCount: reduction.buckets.count)
        work = WorkLedger(leaves: reduction.presentLeaves)
    }

    /// Which step it is.
    var id: StepID { reduction.step }

    /// The reduced gradients of buckets of which no new weights are made yet.
    var sumsAtGate: [NodeID] {
        gate.waiting.map { NodeID(bucket: $0, block: reduction.buckets[$0].root) }
    }
}
