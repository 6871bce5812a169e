import Coordination
import Vocabulary

/// Why a session ended without a goodbye. For a violation of the protocol it is the kind of violation.
enum Loss: String, CaseIterable {
    case closed, silent, stalled, noResults
    case malformed
    case otherSession = "it sent a message of another coordinator process or session"
    case notFinite = "its result was not finite, and another worker's differs"

    /// The loss in an event; nil if no simulated worker can cause it.
    init?(_ loss: SessionLoss) {
        switch loss.cause {
        case .connectionClosed: self = .closed
        case .silent: self = .silent
        case .noProgress: self = .stalled
        case .noResults: self = .noResults
        case .misbehaved: self.init(rawValue: loss.reason)
        case .notReading: return nil
        }
    }
}

/// The record of a simulated run.
struct SimulationRecord {
    /// Injected faults, by kind.
    private(set) var counts: [Fault.Kind: Int] = [:]
    /// The faults of each worker, and when the last of each kind was injected, in microseconds.
    private var injected: [String: [Fault.Kind: Int]] = [:]
    /// Sessions that were lost when some but not all buckets of a block had arrived.
    var lossesAmidBuckets = 0
    /// How often the coordinator stopped because there was no other worker to ask.
    var stops = 0
    /// How often the coordinator reported that it waits for workers.
    var waits = 0
    /// Sessions that ended without a goodbye, by reason.
    private(set) var losses: [Loss: Int] = [:]
    /// Workers that were found to be wrong.
    var expulsions = 0
    /// Workers that were told at the end that the run is over.
    var dismissed = 0

    /// Records a fault and the worker that it affects, if it affects one.
    mutating func add(_ kind: Fault.Kind, worker: String? = nil, at time: Int = 0) {
        counts[kind, default: 0] += 1
        if let worker { injected[worker, default: [:]][kind] = time }
    }

    /// The number of injected faults.
    var total: Int { counts.values.reduce(0, +) }

    /// Whether a worker has sent a wrong result.
    func hasLied(_ worker: String) -> Bool {
        let lies: Set<Fault.Kind> = [.wrong, .absurd, .notFinite]
        return injected[worker]?.keys.contains(where: lies.contains) == true
    }

    /// Checks that an expelled worker has really sent a wrong result.
    mutating func check(_ expulsion: Expulsion) throws(SimulationFailure) {
        expulsions += 1
        try require(hasLied(expulsion.worker), "wrongly accused: \(expulsion)")
    }

    /// Checks that a fault of the worker explains the end of its session, and that the end came in time. No simulated
    /// worker breaks the protocol by itself, and none may lose its session for another's fault.
    mutating func check(
        _ worker: String, lostBecause event: SessionLoss, wasMember: Bool, at time: Int
    ) throws(SimulationFailure) {
        guard let loss = Loss(event) else {
            throw SimulationFailure(description: "\(worker) was lost for a reason that nobody knows: \(event.reason)")
        }
        losses[loss, default: 0] += 1
        let injected = injected[worker] ?? [:]
        func wasHit(by kinds: Fault.Kind...) -> Bool { kinds.contains { injected[$0] != nil } }
        // Workers leave a coordinator that is suspended. The coordinator does not notice this while it is suspended.
        let wasPaused = counts[.coordinatorPause] != nil
        let isExplained =
            switch loss {
            case .closed: wasPaused || wasHit(by: .kill, .cut, .silence, .pause, .leave)
            case .malformed: wasHit(by: .malformed)
            case .otherSession: wasHit(by: .oldSession, .otherTerm)
            case .notFinite: wasHit(by: .notFinite)
            // Between two suspensions the coordinator may read its clock once. It may then find that dead workers are
            // silent before it finds that their connections are closed.
            case .silent: wasHit(by: .silence, .pause) || wasPaused && wasHit(by: .kill, .cut)
            case .stalled: wasHit(by: .stuck)
            case .noResults: wasHit(by: .slow, .pause)
            }
        try require(isExplained, "\(worker) was lost without a fault of its own: \(event.reason)")
        guard !wasPaused, injected.count == 1, let (kind, since) = injected.first else { return }
        let bound: Int? =
            switch kind {
            case .kill, .cut: 1_000_000
            // A worker that builds its replicas gets more time.
            case .silence: Int(1e6 * ((wasMember ? simulatedWorkerTimeout : simulatedStallTimeout) + 1))
            default: nil
            }
        if let bound { try require(time - since <= bound, "\(worker)'s \(kind) was noticed after \(time - since) µs") }
    }
}
