import Messages
import Vocabulary

/// A worker's part in the run over one connection, from its welcome to its end, as the coordinator sees it.
package struct Session: Sendable {
    /// How far the worker's join has come.
    package enum Stage: Sendable, Hashable {
        /// The worker was welcomed, and has not sent its numerics fingerprint yet.
        case welcomed
        /// The worker is admitted to the run, and takes work.
        case member
    }

    /// The session's number, which all its messages carry.
    package let id: UInt64
    /// The connection over which the worker has joined.
    package let peer: PeerID
    /// The worker's name.
    package let name: String
    let host: String
    /// The number of micro-batches that the worker offers to compute at a time.
    package let offeredSlots: Int
    /// The number of micro-batches that the worker computes at a time: ``offeredSlots``, but at most the number of
    /// micro-batches in a batch.
    package let slots: Int
    let processID: Int
    /// How far the worker's join has come.
    package internal(set) var stage = Stage.welcomed
    /// When the session began. If the coordinator was suspended since, the length of the suspension is added.
    private(set) var began: Duration
    /// When the worker's last message, or part of a message, arrived.
    var heard: Duration
    /// The progress counter in the worker's last beat.
    var progress: UInt64 = 0
    /// When the worker last made progress: the time when ``progress`` or ``proved`` last changed.
    private(set) var progressed: Duration
    /// When the worker last showed progress by more than a beat: the worker sent a part of a result or an
    /// acknowledgement, or weights reached the worker. Also changes when the coordinator sends the session weights, or
    /// work while it has no work.
    private(set) var proved: Duration
    /// Whether a block of this session was cancelled because another worker was faster, and no message of this worker
    /// has arrived since.
    var isOvertaken = false
    /// The blocks of this session that were cancelled because another worker was faster, since this worker last
    /// finished a block or reported progress: their number, and when the first was cancelled. Nil if there are no such
    /// blocks.
    private(set) var takenBack: (blocks: Int, since: Duration)?
    /// Like ``takenBack``, but reported progress does not reset this: only a finished block does. Has the number of
    /// cancelled blocks, the times when the first and the last of them were cancelled, and the largest
    /// ``WorkLedger/Holding/rounds`` among them.
    private(set) var unfinished: (blocks: Int, first: Duration, last: Duration, rounds: Int)?
    /// The seconds from the assignment of a training block to the last part of its result, divided by
    /// ``WorkLedger/Holding/rounds``: an exponential mean over blocks; nil before the session has finished a training
    /// block.
    var turnaroundSeconds: Double?
    /// The seconds that a slot needs for a micro-batch in training, as the worker measures it; nil before the worker
    /// has reported that.
    var computingSeconds: Double?
    /// The traffic of the session's link; nil if the transport does not report it.
    var link: SessionLink?

    /// A session that begins at `now`, of a worker that is welcomed and takes no work yet.
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

    /// Whether the session has finished a block in training.
    var hasFinishedWork: Bool { turnaroundSeconds != nil }

    /// Whether the worker computes none of its blocks: three in a row were cancelled because other workers were faster.
    /// It may still acknowledge every version of the weights, and send beats.
    var isNotComputing: Bool { (takenBack?.blocks ?? 0) >= 3 }

    /// Whether ``isNotComputing`` is true, and the first of the cancelled blocks was cancelled longer ago than
    /// `patience`.
    func isNotComputing(for patience: Duration, at now: Duration) -> Bool {
        guard isNotComputing, let takenBack else { return false }
        return now - takenBack.since > patience
    }

    /// The time for which the session has delivered no results, although its beats may report progress. Returns nil if
    /// the time is within the limit: `patience` for each of the `rounds` micro-batches that a slot computes in turn,
    /// since an honest worker may need that long for each, and one `patience` more. `isAsked` says whether the session
    /// owes a result or an acknowledgement.
    func timeWithoutResults(patience: Duration, isAsked: Bool, rounds: Int, at now: Duration) -> Duration? {
        if isAsked, now - proved > patience * (rounds + 1) { return now - proved }
        guard let unfinished, unfinished.blocks >= 3 else { return nil }
        let time = unfinished.last - unfinished.first
        return time > patience * (unfinished.rounds + 1) ? time : nil
    }

    /// Records that a block was cancelled because another worker was faster.
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

    /// Records progress that is more than a beat, or new work or weights for the session; see ``proved``.
    mutating func restartPatience(at now: Duration) {
        progressed = now
        proved = now
    }

    /// Records that the session has finished a block.
    mutating func finishBlock(at now: Duration) {
        restartPatience(at: now)
        takenBack = nil
        unfinished = nil
    }

    /// Moves all deadlines, so that `gap`, a time in which the coordinator itself was suspended, does not count against
    /// the worker.
    mutating func restartDeadlines(after gap: Duration, at now: Duration) {
        began = min(began + gap, now)
        heard = now
        restartPatience(at: now)
        takenBack?.since = now
        unfinished?.first += gap
        unfinished?.last += gap
    }

    /// Takes account of a block that was cancelled because another worker was faster. If the block has already taken
    /// longer than the mean ``turnaroundSeconds``, adds its time to the mean: the worker would have needed at least
    /// this time.
    mutating func measureAtLeast(_ holding: WorkLedger.Holding, until now: Duration) {
        let seconds = (now - holding.since) / .seconds(holding.rounds)
        if let usual = turnaroundSeconds, seconds > usual { measure(holding, until: now) }
    }

    /// Adds the time of a block, from its assignment until now, to the mean ``turnaroundSeconds``.
    mutating func measure(_ holding: WorkLedger.Holding, until now: Duration) {
        let seconds = (now - holding.since) / .seconds(holding.rounds)
        turnaroundSeconds = turnaroundSeconds.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
    }
}
