/// What happened in a simulated run.
struct SimulationRecord {
    /// Faults that struck, by kind.
    private(set) var counts: [Fault.Kind: Int] = [:]
    /// Sessions that were lost when some but not all buckets of a block had come.
    var lossesAmidBuckets = 0
    /// Sessions that the coordinator ended.
    var losses = 0
    /// Times that the coordinator stopped since nobody else could be asked.
    var stops = 0
    /// Times that the coordinator said that it waits for workers.
    var waits = 0
    /// Workers that were told at the end that the run is over.
    var dismissed = 0

    mutating func strike(_ kind: Fault.Kind) {
        counts[kind, default: 0] += 1
    }

    /// All faults that struck.
    var total: Int { counts.values.reduce(0, +) }

    /// Whether what has struck can be why a session ended. No simulated worker breaks the protocol by itself.
    func explains(_ reason: String) -> Bool {
        func struck(_ kinds: Fault.Kind...) -> Bool { kinds.contains { counts[$0] != nil } }
        switch reason {
        case "its connection closed": return total > 0
        case "rubbish": return struck(.rubbish)
        case "it sent a message of another term or session": return struck(.oldSession, .otherTerm)
        case "its result was not finite, and another worker's differs": return struck(.notFinite)
        default:
            if reason.hasPrefix("nothing was heard") { return struck(.silence, .pause) }
            if reason.hasPrefix("it made no progress") { return struck(.stuck, .pause, .silence, .slow) }
            return false
        }
    }
}
