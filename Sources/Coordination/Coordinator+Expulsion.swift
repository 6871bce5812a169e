import Messages
import Vocabulary

/// Workers whose results were wrong, and the consequences for the run.
extension Coordinator {
    /// Ends the sessions of a worker whose result differs from the coordinator's own. Its name cannot join again. In a
    /// run with `allowMixed` it may: there a difference proves nothing.
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
        // Its results of other blocks no longer count, even if its sessions had ended before.
        if isVerified { askForSecondOpinions(at: now) }
    }

    /// Why a worker of this name may not join; nil if it may.
    func reasonAgainst(_ name: String) -> String? {
        counters.trust.expelled[name].map {
            "it was wrong in step \($0); it can't come back into this run under that name"
        }
    }

    /// Records that a worker's result is used without verification.
    mutating func noteUnverified(_ name: String, in step: StepID) {
        guard counters.trust.unverifiedSince[name] == nil else { return }
        // A validation uses the present version.
        counters.trust.unverifiedSince[name] = step.phase == .training ? step.version + 1 : step.version
        self.step?.newlyUnverified.append(name)
    }

    private static let madeNotFinite =
        "its result differs from the coordinator's own in a step whose sum was not finite"
}
