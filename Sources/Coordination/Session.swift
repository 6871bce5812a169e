import Messages
import Vocabulary

/// One accepted join of a worker on one connection, as the coordinator sees it.
package struct Session: Sendable {
    /// How far the worker's join has come.
    package enum Stage: Sendable, Hashable {
        /// The worker was welcomed, and has not sent its numerics fingerprint yet.
        case welcomed
        /// The worker takes work.
        case member
    }

    /// The session's number, which all its messages carry.
    package let id: UInt64
    /// The connection.
    package let peer: PeerID
    /// The worker's name.
    package let name: String
    let host: String
    /// The number of micro-batches that the worker offers to compute at a time.
    package let offeredSlots: Int
    /// The same, but at most the number of micro-batches in a batch.
    package let slots: Int
    let processID: Int
    /// How far the worker's join has come.
    package internal(set) var stage = Stage.welcomed
    /// When it began, moved forward by the time that the coordinator was suspended since.
    private(set) var began: Duration
    /// When its last message or byte arrived.
    var heard: Duration
    /// `progress` is the progress counter of the worker. `progressed` is when the counter last changed, or the
    /// session was last assigned something or delivered it.
    var progress: UInt64 = 0
    private(set) var progressed: Duration
    /// When it last delivered something other than a beat, or was assigned work while it had none.
    private(set) var proved: Duration
    /// Whether a block was cancelled because another worker was faster, and no message has arrived since.
    var isOvertaken = false
    /// The number of blocks that were cancelled since the worker last showed that it computes, and the time of the
    /// first.
    private(set) var takenBack: (blocks: Int, since: Duration)?
    /// Blocks that were cancelled since the session last finished a block, even if its beats report progress: the
    /// number of blocks, when the first and the last were cancelled, and the largest ``WorkLedger/Holding/rounds``
    /// among them.
    private(set) var unfinished: (blocks: Int, first: Duration, last: Duration, rounds: Int)?
    /// Seconds from a block's assignment to its last result, for each micro-batch in training: an exponential mean.
    var turnaroundSeconds: Double?
    /// Seconds that a slot computes a micro-batch in training, as the worker measures it; nil before it has reported
    /// that.
    var computingSeconds: Double?
    /// The traffic of its link; nil if the transport does not report it.
    var link: SessionLink?

    /// A session that begins.
    init(
        id: UInt64, peer: PeerID, name: String, host: String, offeredSlots: Int, slots: Int, processID: Int,
        at now: Duration
    ) {
        self.id = id
        self.peer = peer
        self.name = name
        self.host = host
        self.offeredSlots = offeredSlots
        self.slots = slots
        self.processID = processID
        began = now
        heard = now
        progressed = now
        proved = now
    }

    /// Whether it has computed a block in training.
    var hasFinishedWork: Bool { turnaroundSeconds != nil }

    /// Whether it computes none of its blocks. It may still acknowledge every version, and send beats.
    var isNotComputing: Bool { (takenBack?.blocks ?? 0) >= 3 }

    /// Whether it has computed none of its blocks for longer than `patience`.
    func isNotComputing(for patience: Duration, at now: Duration) -> Bool {
        guard isNotComputing, let takenBack else { return false }
        return now - takenBack.since > patience
    }

    /// The time for which the session has delivered no results although its beats report progress. Nil if the time is
    /// within the limit: `patience` · (`rounds` + 1), where `rounds` is the number of micro-batches that a slot
    /// computes in turn. `isAsked` says whether the session owes a result.
    func timeWithoutResults(patience: Duration, isAsked: Bool, rounds: Int, at now: Duration) -> Duration? {
        if isAsked, now - proved > patience * (rounds + 1) { return now - proved }
        guard let unfinished, unfinished.blocks >= 3 else { return nil }
        let time = unfinished.last - unfinished.first
        return time > patience * (unfinished.rounds + 1) ? time : nil
    }

    /// Records that a block was cancelled.
    mutating func overtake(_ holding: WorkLedger.Holding, at now: Duration) {
        isOvertaken = true
        takenBack = ((takenBack?.blocks ?? 0) + 1, takenBack?.since ?? now)
        unfinished = (
            (unfinished?.blocks ?? 0) + 1, unfinished?.first ?? now, now, max(unfinished?.rounds ?? 0, holding.rounds)
        )
    }

    /// Records that a beat reports progress.
    mutating func claimProgress(at now: Duration) {
        progressed = now
        takenBack = nil
    }

    /// Records that it was assigned something, or has delivered it.
    mutating func restartPatience(at now: Duration) {
        progressed = now
        proved = now
    }

    /// Records that it has finished a block.
    mutating func finishBlock(at now: Duration) {
        restartPatience(at: now)
        takenBack = nil
        unfinished = nil
    }

    /// Does not count a time in which the coordinator itself was suspended.
    mutating func restartDeadlines(after gap: Duration, at now: Duration) {
        began = min(began + gap, now)
        heard = now
        restartPatience(at: now)
        takenBack?.since = now
        unfinished?.first += gap
        unfinished?.last += gap
    }

    /// Records that an unfinished block takes longer than usual.
    mutating func measureAtLeast(_ holding: WorkLedger.Holding, until now: Duration) {
        let seconds = (now - holding.since) / .seconds(holding.rounds)
        if let usual = turnaroundSeconds, seconds > usual { measure(holding, until: now) }
    }

    /// Records the time of a block that it has just finished.
    mutating func measure(_ holding: WorkLedger.Holding, until now: Duration) {
        let seconds = (now - holding.since) / .seconds(holding.rounds)
        turnaroundSeconds = turnaroundSeconds.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
    }
}
