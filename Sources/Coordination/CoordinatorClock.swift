/// What a coordinator knows of the time: when the last event was, and when it last said what it says again and again.
/// Every event brings the time; no clock is asked.
package struct CoordinatorClock: Sendable {
    /// A gap of this length between two events means that the process itself was suspended; a worker goes by it too.
    package static let suspensionGap = Duration.seconds(2)
    /// Time between two notices about missing workers.
    package static let waitingNoticeInterval = Duration.seconds(10)

    private var lastEvent: Duration
    private var lastBeat: Duration
    private var lastWaitingNotice: Duration

    /// A clock that starts now.
    package init(at now: Duration) {
        lastEvent = now
        lastBeat = now
        lastWaitingNotice = now
    }

    /// Takes the time of an event; returns how long there was none, if that means that the coordinator was suspended.
    package mutating func advance(to now: Duration) -> Duration? {
        defer { lastEvent = now }
        return now - lastEvent > CoordinatorClock.suspensionGap ? now - lastEvent : nil
    }

    /// Whether beats are to be sent now.
    package mutating func isBeatDue(at now: Duration) -> Bool {
        guard now - lastBeat >= Coordinator.beatInterval else { return false }
        lastBeat = now
        return true
    }

    /// Whether the operator is to be told now that workers are missing: not before they have been for a while.
    package mutating func isWaitingNoticeDue(isWaiting: Bool, at now: Duration) -> Bool {
        guard !isWaiting || now - lastWaitingNotice >= CoordinatorClock.waitingNoticeInterval else { return false }
        lastWaitingNotice = now
        return isWaiting
    }
}
