import Vocabulary

/// The expected counters.
extension FaultRun {
    /// The bounds of each counter. The least value comes from the faults that took effect. The largest value is what
    /// all injected faults can cause, whether their effect was seen or not. If faults affect workers only, both are
    /// equal for most counters.
    var expectedCounters: [ClusterCounter: ClosedRange<Int>] {
        var least: [ClusterCounter: Int] = [.workersJoined: schedule.workers, .lives: 1]
        for occurrence in effective { least[occurrence.effect.counter, default: 0] += 1 }
        var most: [ClusterCounter: Int] = [.workersJoined: schedule.workers, .lives: 1]
        for occurrence in occurrences {
            for (counter, count) in possibleCounts(of: occurrence.fault.kind) { most[counter, default: 0] += count }
        }
        // Any worker that is slow for a quarter of a second is raced, with or without a fault.
        most[.blocksRaced] = .max
        return FaultEffect.counters.reduce(into: [:]) { expected, counter in
            let lower = least[counter, default: 0]
            expected[counter] = lower...max(lower, most[counter, default: 0])
        }
    }

    /// What one fault can add to the counters at most.
    private func possibleCounts(of kind: Fault.Kind) -> [ClusterCounter: Int] {
        switch kind {
        case .kill: [.sessionsLost: 1]
        case .terminate: [.workersLeft: 1]
        case .start: [.workersJoined: 1]
        // It joins again.
        case .cut: [.sessionsLost: 1, .workersJoined: 1]
        case .stop(_, let seconds), .hold(_, let seconds):
            seconds > FaultRun.workerTimeout ? [.sessionsLost: 1, .workersJoined: 1] : [:]
        // A killed coordinator loses all of its sessions, and all workers join the next one.
        case .killCoordinator: [.lives: 1, .sessionsLost: workers.count, .workersJoined: workers.count]
        case .interruptCoordinator: [.lives: 1, .workersJoined: workers.count]
        // Whether a worker leaves the coordinator depends on which of the two reads its clock first.
        case .stopCoordinator: [.suspensions: 1, .sessionsLost: workers.count, .workersJoined: workers.count]
        }
    }
}
