import Messages
import Vocabulary

/// Workers that were wrong, and what that says about the run.
extension Coordinator {
    /// Ends the sessions of a worker whose result is not what the coordinator computes itself, and lets nobody in under
    /// its name any more. In a run that admits other bits than the coordinator's, it may come back: that it differs
    /// proves nothing.
    mutating func expel(_ name: String, at now: Duration) {
        guard let step = step?.id else { return }
        directives += (self.step?.verification?.forget(name) ?? []).map { .forget($0) }
        if !settings.allowMixed, counters.trust.expelled[name] == nil {
            let expulsion = Expulsion(
                worker: name, step: step, unverifiedSince: counters.trust.unverifiedSince[name])
            counters.trust.expelled[name] = expulsion.stepNumber
            counters[.workersExpelled] += 1
            directives.append(.report(.expelled(expulsion)))
        }
        for session in membership.all where session.name == name {
            end(session.id, settings.allowMixed ? .misbehaved(Coordinator.madeNotFinite) : .expelled, at: now)
        }
        // What it has computed of other blocks counts no more, even if its sessions had ended before.
        if isVerified { askForSecondOpinions(at: now) }
    }

    /// Why nobody of this name is let in; nil if somebody may be.
    func reasonAgainst(_ name: String) -> String? {
        counters.trust.expelled[name].map {
            "it was wrong in step \($0); it can't come back into this run under that name"
        }
    }

    /// Takes note that a worker's result is used though nobody has verified it.
    mutating func noteUnverified(_ name: String, in step: StepID) {
        guard counters.trust.unverifiedSince[name] == nil else { return }
        // A validation judges the version that there is.
        counters.trust.unverifiedSince[name] = step.phase == .training ? step.version + 1 : step.version
        self.step?.newlyUnverified.append(name)
    }

    private static let madeNotFinite =
        "its result differs from the coordinator's own in a step whose sum was not finite"
}
