import Messages
import Vocabulary

/// One accepted join of a worker on one connection, as the coordinator sees it.
package struct Session: Sendable {
    /// How far the join is.
    package enum Stage: Sendable, Hashable {
        /// Welcomed; its fingerprint is awaited.
        case welcomed
        /// Takes work.
        case member
    }

    /// Its number, which its messages carry.
    package let id: UInt64
    /// The connection.
    package let peer: PeerID
    /// What the worker calls itself.
    package let name: String
    let host: String
    /// Micro-batches that it says it computes at a time.
    package let offeredSlots: Int
    /// Of those, as many as a batch has micro-batches.
    package let slots: Int
    let processID: Int
    /// How far the join is.
    package internal(set) var stage = Stage.welcomed
    /// When it began, without the time that the coordinator was suspended for since.
    private(set) var began: Duration
    /// When anything was heard of it.
    var heard: Duration
    /// Its progress counter, and when that last moved or work was given.
    var progress: UInt64 = 0
    private(set) var progressed: Duration
    /// When it last did what a beat cannot claim, or was given something to do while it had nothing.
    private(set) var proved: Duration
    /// Whether a block was taken back from it, another having been faster, and nothing was heard of it since.
    var isOvertaken = false
    /// Blocks that were taken back from it without a sign between them that it computes at all, and since when.
    private(set) var takenBack: (blocks: Int, since: Duration)?
    /// Blocks that were taken back from it, none of which it had finished, whatever its beats say; the times of the
    /// first and the last; and the rounds of the longest.
    private(set) var unfinished: (blocks: Int, first: Duration, last: Duration, rounds: Int)?
    /// How long it takes from a block's assignment to its last result, for one micro-batch in training: an exponential
    /// mean.
    var turnaroundSeconds: Double?
    /// How long a slot computes one in training, as the worker measures it; nil before it has said so.
    var computingSeconds: Double?
    /// What its link has carried; nil where the transport does not tell.
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

    /// Whether it computes nothing of what it is given, however often: it may acknowledge every version, and beat.
    var isNotComputing: Bool { (takenBack?.blocks ?? 0) >= 3 }

    /// Whether this has been so for longer than `patience`.
    func isNotComputing(for patience: Duration, at now: Duration) -> Bool {
        guard isNotComputing, let takenBack else { return false }
        return now - takenBack.since > patience
    }

    /// How long it has brought nothing of what it owes, though it says that it computes; nil while that is not too
    /// long: this patience for each of the `rounds` of micro-batches that it computes in turn, and once more. `isAsked`
    /// says whether it owes anything.
    func timeWithoutResults(patience: Duration, isAsked: Bool, rounds: Int, at now: Duration) -> Duration? {
        if isAsked, now - proved > patience * (rounds + 1) { return now - proved }
        guard let unfinished, unfinished.blocks >= 3 else { return nil }
        let time = unfinished.last - unfinished.first
        return time > patience * (unfinished.rounds + 1) ? time : nil
    }

    /// Takes note that a block was taken back from it.
    mutating func overtake(_ holding: WorkLedger.Holding, at now: Duration) {
        isOvertaken = true
        takenBack = ((takenBack?.blocks ?? 0) + 1, takenBack?.since ?? now)
        unfinished = (
            (unfinished?.blocks ?? 0) + 1, unfinished?.first ?? now, now, max(unfinished?.rounds ?? 0, holding.rounds)
        )
    }

    /// Takes note that it says it has computed something.
    mutating func claimProgress(at now: Duration) {
        progressed = now
        takenBack = nil
    }

    /// Takes note that it was given something to do, or did it.
    mutating func restartPatience(at now: Duration) {
        progressed = now
        proved = now
    }

    /// Takes note that it has finished a block.
    mutating func finishBlock(at now: Duration) {
        restartPatience(at: now)
        takenBack = nil
        unfinished = nil
    }

    /// Leaves a time out of account in which the coordinator itself did nothing.
    mutating func restartDeadlines(after gap: Duration, at now: Duration) {
        began = min(began + gap, now)
        heard = now
        restartPatience(at: now)
        takenBack?.since = now
        unfinished?.first += gap
        unfinished?.last += gap
    }

    /// Takes note that a block which it has not finished takes it longer than it usually does.
    mutating func measureAtLeast(_ holding: WorkLedger.Holding, until now: Duration) {
        let seconds = (now - holding.since) / .seconds(holding.rounds)
        if let usual = turnaroundSeconds, seconds > usual { measure(holding, until: now) }
    }

    /// Takes the measure of a block that it has just finished.
    mutating func measure(_ holding: WorkLedger.Holding, until now: Duration) {
        let seconds = (now - holding.since) / .seconds(holding.rounds)
        turnaroundSeconds = turnaroundSeconds.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
    }
}
