import Messages
import Vocabulary

/// Beginning a step anew, verified, when what becomes of its sums is not finite: somebody's result, or the run.
extension Coordinator {
    /// Takes the shell's word that the next weights or moments of a bucket would not be finite.
    public mutating func bucketNotFinite(_ bucket: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        takeNotFinite(.bucket(bucket), at: now)
        return takeDirectives()
    }

    /// In a verified step it is nobody's fault, and the run stops. Else the step begins anew, verified: nothing of it has
    /// replaced the present version anywhere, since a part of the next one is missing.
    mutating func takeNotFinite(_ part: ResultPart, at now: Duration) {
        guard let old = progress else { return }
        guard verification == nil else { return stop(part) }
        for (bucket, tree) in old.buckets.enumerated() where !tree.isComplete {
            directives += tree.filledNodes.map { .discard(NodeID(bucket: bucket, block: $0)) }
        }
        directives.append(.startOver)
        for session in members where !session.holdings.isEmpty {
            sessions[session.id]?.holdings = []
            send(.cancel(Cancel(step: old.step, block: nil)), to: session)
        }
        for name in newlyUnverified { counters.trust.unverifiedSince[name] = nil }
        newlyUnverified = []
        suspicions = []
        verification = Verification()
        stepTimes = StepTimes()
        progress = StepProgress(
            step: old.step, samples: old.samples, microBatches: settings.welcome.microBatches,
            bucketCount: settings.bucketByteCounts.count, revoked: old.applied)
        unassigned = Set(old.presentLeaves)
        assignWaitingWork(at: now)
    }
}
