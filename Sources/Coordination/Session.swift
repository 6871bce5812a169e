import Messages
import Vocabulary

/// One accepted join of a worker on one connection, as the coordinator sees it.
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
    /// When the worker last made progress: ``progress`` changed, or what moves ``proved`` happened.
    private(set) var progressed: Duration
    /// When the worker last showed progress by more than a beat: it sent a part of a result or an acknowledgement, or a
    /// part of the weights reached it. It also moves when the session is sent weights, or work while it has none.
    private(set) var proved: Duration
    /// Whether a block of this session was cancelled because another worker was faster, and no message of this worker
    /// has arrived since.
    var isOvertaken = false
    /// The blocks of this session that were cancelled because another worker was faster, since this worker last
    /// finished a block or reported progress: their number, and when the first was cancelled.
    private(set) var takenBack: (blocks: Int, since: Duration)?
    /// The blocks of this session that were cancelled because another worker was faster, since this worker last
    /// finished a block, whatever progress its beats report: their number, when the first and the last were cancelled,
    /// and the largest ``WorkLedger/Holding/rounds`` among them.
    private(set) var unfinished: (blocks: Int, first: Duration, last: Duration, rounds: Int)?
    /// The seconds from the assignment of a training block to the last part of its result, divided by
    /// ``WorkLedger/Holding/rounds``: an exponential mean over blocks; nil before the session has finished one.
    var turnaroundSeconds: Double?
    /// The seconds that a slot computes a micro-batch in training, as the worker measures it; nil before the worker has
    /// reported that.
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

    /// Whether the worker has computed none of its blocks for longer than `patience`.
    func isNotComputing(for patience: Duration, at now: Duration) -> Bool {
        guard isNotComputing, let takenBack else { return false }
        return now - takenBack.since > patience
    }

    /// The time for which the session has delivered no results, although its beats may report progress. Nil if the time
    /// is within the limit: `patience` · (`rounds` + 1), where `rounds` is the number of micro-batches that a slot
    /// computes in turn. An honest worker sends something at least once in each round, and may need the whole of
    /// `patience` for it. `isAsked` says whether the session owes a result or an acknowledgement.
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

    /// Moves all deadlines, so that a time in which the coordinator itself was suspended does not count against the
    /// worker.
    mutating func restartDeadlines(after gap: Duration, at now: Duration) {
        began = min(began + gap, now)
        heard = now
        restartPatience(at: now)
        takenBack?.since = now
        unfinished?.first += gap
        unfinished?.last += gap
    }

    /// Takes account of a cancelled block that has taken longer than usual: the worker would have needed at least this
    /// time.
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
