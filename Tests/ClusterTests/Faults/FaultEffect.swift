import Vocabulary

/// The visible effect of a fault: a counter that rises, and for most faults an event in the log.
struct FaultEffect {
    /// The counters that faults change.
    static let counters: [ClusterCounter] = [
        .sessionsLost, .workersLeft, .workersJoined, .blocksRaced, .suspensions, .lives,
    ]

    /// The counter that rises by one.
    let counter: ClusterCounter
    /// The event; nil if the log has none.
    let event: EventPattern?
    /// Seconds within which the effect must be visible, as promised; nil if there is no bound.
    var bound: Double?
}

extension Fault {
    /// The effect of a fault in a run with this worker timeout in seconds.
    func effect(workerTimeout: Double) -> FaultEffect {
        switch kind {
        case .kill(let worker), .cut(let worker, _):
            FaultEffect(
                counter: .sessionsLost,
                event: EventPattern("worker_lost", worker: "\(worker)", cause: "connection_closed"), bound: 1)
        case .terminate(let worker):
            FaultEffect(
                counter: .workersLeft,
                event: EventPattern("worker_left", worker: "\(worker)", reason: "interrupted"), bound: 1)
        case .start(let worker):
            FaultEffect(counter: .workersJoined, event: EventPattern("worker_joined", worker: "\(worker)"))
        case .killCoordinator, .interruptCoordinator:
            FaultEffect(counter: .lives, event: EventPattern("listening"))
        case .stopCoordinator:
            FaultEffect(counter: .suspensions, event: EventPattern("coordinator_suspended"))
        case .stop(let worker, let seconds), .hold(let worker, let seconds):
            seconds > workerTimeout
                ? FaultEffect(
                    counter: .sessionsLost, event: EventPattern("worker_lost", worker: "\(worker)", cause: "silent"),
                    bound: workerTimeout + 1)
                : FaultEffect(counter: .blocksRaced, event: nil)
        }
    }
}
