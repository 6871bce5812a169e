import Messages
import Vocabulary

/// Workers whose results were wrong, and the consequences for the run.
extension Coordinator {
    /// Ends the sessions of a worker whose result differs from the coordinator's own. No worker of this name can join
    /// the run again. But with the setting `allowMixed` such a worker can join again: workers may then compute other
    /// bits than the coordinator, so a difference proves nothing.
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
        // The worker's other results that wait to be compared do not count any more, so other workers have to compute
        // their blocks. `end` has assigned these blocks already, unless the worker had no session left.
        if isVerified { askForSecondOpinions(at: now) }
    }

    /// Why no worker of this name may join: a worker of this name was expelled. Returns nil if none was expelled.
    func reasonAgainst(_ name: String) -> String? {
        counters.trust.expelled[name].map {
            "its result was wrong in step \($0); it can't come back into this run under that name"
        }
    }

    /// Records the first version of the weights for which a worker's result is used without verification. If the worker
    /// turns out to be wrong later, the weights are doubtful from this version on.
    mutating func noteUnverified(_ name: String, in step: StepID) {
        guard counters.trust.unverifiedSince[name] == nil else { return }
        // A training step makes the next version of the weights; a validation measures the present one.
        counters.trust.unverifiedSince[name] = step.phase == .training ? step.version + 1 : step.version
        self.step?.newlyUnverified.append(name)
    }

    private static let madeNotFinite =
        "its result differs from the coordinator's own in a step whose sum was not finite"
}
