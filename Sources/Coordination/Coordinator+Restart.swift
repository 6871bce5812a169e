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

    /// In a verified step it is nobody's fault, and the run stops. Else the step begins anew, verified: nothing of it
    /// has replaced the present version anywhere, since a part of the next one is missing.
    mutating func takeNotFinite(_ part: ResultPart, at now: Duration) {
        guard let old = step else { return }
        guard old.verification == nil else { return stop(part) }
        directives += (old.reduction.partialSums + old.sumsAtGate).map { .discard($0) }
        directives.append(.restartStep)
        for session in members {
            for holding in old.work.holdings(of: session.id) {
                send(.cancel(Cancel(step: old.id, block: holding.block)), to: session)
            }
        }
        for name in old.newlyUnverified { counters.trust.unverifiedSince[name] = nil }
        stepTimes = StepTimes()
        let reduction = Reduction(
            step: old.id, samples: old.reduction.samples, microBatches: settings.welcome.microBatches,
            bucketCount: settings.bucketByteCounts.count, revoked: old.reduction.applied)
        step = StepState(reduction, policy: settings.updatePolicy, verification: Verification())
        assignWaitingWork(at: now)
    }
}
