import Coordination
import Vocabulary

/// Why a session ended by itself: its cause, and where that is a misdeed, the misdeed.
enum Loss: String, CaseIterable {
    case closed, silent, stalled, noResults
    case malformed
    case otherSession = "it sent a message of another term or session"
    case notFinite = "its result was not finite, and another worker's differs"

    /// The loss that an event tells of; nil where no simulated worker gives reason for it.
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

/// What happened in a simulated run.
struct SimulationRecord {
    /// Faults that struck, by kind.
    private(set) var counts: [Fault.Kind: Int] = [:]
    /// The faults that struck each worker, and when the last of each did, in microseconds.
    private var strikes: [String: [Fault.Kind: Int]] = [:]
    /// Sessions that were lost when some but not all buckets of a block had come.
    var lossesAmidBuckets = 0
    /// Times that the coordinator stopped since nobody else could be asked.
    var stops = 0
    /// Times that the coordinator said that it waits for workers.
    var waits = 0
    /// Sessions that ended by themselves, by reason.
    private(set) var losses: [Loss: Int] = [:]
    /// Workers that were found to be wrong.
    var expulsions = 0
    /// Workers that were told at the end that the run is over.
    var dismissed = 0

    /// Takes note of a fault, and of the worker that it strikes, if it strikes one.
    mutating func strike(_ kind: Fault.Kind, worker: String? = nil, at time: Int = 0) {
        counts[kind, default: 0] += 1
        if let worker { strikes[worker, default: [:]][kind] = time }
    }

    /// All faults that struck.
    var total: Int { counts.values.reduce(0, +) }

    /// Whether a worker has sent something wrong.
    func hasLied(_ worker: String) -> Bool {
        let lies: Set<Fault.Kind> = [.wrong, .absurd, .notFinite]
        return strikes[worker]?.keys.contains(where: lies.contains) == true
    }

    /// Asks whether a worker that was expelled has really been wrong.
    mutating func check(_ expulsion: Expulsion) throws(SimulationFailure) {
        expulsions += 1
        try require(hasLied(expulsion.worker), "wrongly accused: \(expulsion)")
    }

    /// Asks whether what has struck a worker can be why its session ended, and whether that was noticed in time. No
    /// simulated worker breaks the protocol by itself, and none is to suffer for another.
    mutating func check(
        _ worker: String, lostBecause event: SessionLoss, wasMember: Bool, at time: Int
    ) throws(SimulationFailure) {
        guard let loss = Loss(event) else {
            throw SimulationFailure(description: "\(worker) was lost for a reason that nobody knows: \(event.reason)")
        }
        losses[loss, default: 0] += 1
        let strikes = strikes[worker] ?? [:]
        func struck(by kinds: Fault.Kind...) -> Bool { kinds.contains { strikes[$0] != nil } }
        // A coordinator that stands still is given up by its workers, and notices nothing meanwhile.
        let wasPaused = counts[.coordinatorPause] != nil
        let isExplained =
            switch loss {
            case .closed: wasPaused || struck(by: .kill, .cut, .silence, .pause, .leave)
            case .malformed: struck(by: .malformed)
            case .otherSession: struck(by: .oldSession, .otherTerm)
            case .notFinite: struck(by: .notFinite)
            // Between two pauses it may look at its clock once, and finds the dead silent before it finds them gone.
            case .silent: struck(by: .silence, .pause) || wasPaused && struck(by: .kill, .cut)
            case .stalled: struck(by: .stuck)
            case .noResults: struck(by: .slow, .pause)
            }
        try require(isExplained, "\(worker) was lost without a fault of its own: \(event.reason)")
        guard !wasPaused, strikes.count == 1, let (kind, since) = strikes.first else { return }
        let bound: Int? =
            switch kind {
            case .kill, .cut: 1_000_000
            // Whoever builds its replicas is given more time.
            case .silence: Int(1e6 * ((wasMember ? simulatedWorkerTimeout : simulatedStallTimeout) + 1))
            default: nil
            }
        if let bound { try require(time - since <= bound, "\(worker)'s \(kind) was noticed after \(time - since) µs") }
    }
}
