import Messages
import Vocabulary

/// Restarts a step as a verified one when its sums lead to values that are not finite. Either a worker's result is
/// wrong, or the run has diverged: the verified step finds out which.
extension Coordinator {
    /// The update of a bucket would give weights or optimizer moments that are not finite. Returns the directives that
    /// restart the step or, if the step is verified, stop the run.
    public mutating func bucketNotFinite(_ bucket: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        takeNotFinite(.bucket(bucket), at: now)
        return takeDirectives()
    }

    /// Handles metrics, or the update of a bucket, that are not finite. If the step is verified, no worker is at fault,
    /// and the run stops. Any other step begins again as a verified step. No worker has gone on to the next version of
    /// the weights by then, since that version is not complete.
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
