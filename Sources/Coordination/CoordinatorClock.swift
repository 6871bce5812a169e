/// The times that the coordinator remembers: of its last event, of its last beats, and of its last report of missing
/// workers. Every event brings the time; no clock is read.
package struct CoordinatorClock: Sendable {
    /// A longer gap than this between two events means that the process itself was suspended, since the shell passes on
    /// the time several times a second. Workers use this limit too, or half of the time for which the coordinator may
    /// be silent, if that is shorter.
    package static let suspensionGap = Duration.seconds(2)
    /// Time between two reports of missing workers.
    package static let waitingReportInterval = Duration.seconds(10)

    private var lastEvent: Duration
    private var lastBeat: Duration
    private var lastWaitingReport: Duration

    /// A clock that counts `now` as the time of its last event, its last beats and its last report.
    package init(at now: Duration) {
        lastEvent = now
        lastBeat = now
        lastWaitingReport = now
    }

    /// Takes the time of an event. Returns the time since the last event if that is so long that the coordinator must
    /// have been suspended; otherwise nil.
    package mutating func advance(to now: Duration) -> Duration? {
        defer { lastEvent = now }
        return now - lastEvent > CoordinatorClock.suspensionGap ? now - lastEvent : nil
    }

    /// Returns whether beats must be sent now. If so, the next beats are due after another
    /// ``Coordinator/beatInterval``.
    package mutating func isBeatDue(at now: Duration) -> Bool {
        guard now - lastBeat >= Coordinator.beatInterval else { return false }
        lastBeat = now
        return true
    }

    /// Returns whether to tell the operator now that workers are missing. This is so each time that they have been
    /// missing for another ``waitingReportInterval``. A call with `isWaiting` false, while no workers are missing,
    /// restarts the interval.
    package mutating func isWaitingReportDue(isWaiting: Bool, at now: Duration) -> Bool {
        guard !isWaiting || now - lastWaitingReport >= CoordinatorClock.waitingReportInterval else { return false }
        lastWaitingReport = now
        return isWaiting
    }
}
