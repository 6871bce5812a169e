import Messages
import Vocabulary

/// Restarts a step as a verified one when its sums lead to values that are not finite. Either a worker's result is
/// wrong, or the run has diverged.
extension Coordinator {
    /// The next weights or moments of a bucket would not be finite.
    public mutating func bucketNotFinite(_ bucket: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        takeNotFinite(.bucket(bucket), at: now)
        return takeDirectives()
    }

    /// In a verified step no worker is at fault, so the run stops. Any other step restarts as a verified one. The
    /// present version is still in use everywhere, since the next one is incomplete.
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
