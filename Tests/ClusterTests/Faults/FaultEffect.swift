import Vocabulary

/// How a fault shows that took effect: a counter that rises, and mostly an event in the log.
struct FaultEffect {
    /// What is counted of faults.
    static let counters: [ClusterCounter] = [
        .sessionsLost, .workersLeft, .workersJoined, .blocksRaced, .suspensions, .lives,
    ]

    /// What rises, by one.
    let counter: ClusterCounter
    /// The event; nil where the log has none.
    let event: EventPattern?
    /// Seconds within which it is to show: those of the contract; nil if there is no such bound.
    var bound: Double?
}

extension Fault {
    /// What it leads to, in a run whose workers are given up after so many seconds of silence.
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
