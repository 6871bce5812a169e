import Messages
import Vocabulary

/// Observes a session on the network, to compute when the coordinator must have ended it. The coordinator's own times
/// are not used, since they may be wrong.
struct SessionWatch {
    /// The present faults of the session.
    struct State {
        /// Whether its worker is a member; otherwise it is about to become one.
        let isMember: Bool
        /// Whether its connection has closed.
        let isClosed: Bool
        /// Whether its worker's slots finish nothing any more.
        let isStuck: Bool
    }

    /// A bound that was passed, in seconds.
    struct Overdue: Error, Equatable, CustomStringConvertible {
        let reason: String
        let seconds: Double
        let bound: Double

        var description: String { "\(reason) for \(seconds) s; its session should have ended after \(bound) s" }
    }

    /// Times are microseconds.
    private var heard: Int
    private var closed: Int?
    private var stuck: Int?
    /// Its assigned blocks that it has not finished, and when each was assigned or a part of it was last sent.
    private var given: [Block: (step: StepID, since: Int)] = [:]
    /// The blocks that were cancelled since the worker got stuck, with the times of the cancellations.
    private var takenBack: [(time: Int, step: StepID, block: Block)] = []

    /// Seconds from the moment at which a session should end to the coordinator's next look at its clock, including the
    /// time of messages.
    private static let slack = 1.0
    /// Seconds after which the coordinator, which sends two beats a second, has noticed that a connection closed.
    private static let closedBound = 1.0
    /// Blocks that are cancelled before a worker counts as not computing.
    private static let cancelledBlocks = 3

    /// A session that begins now.
    init(at time: Int) {
        heard = time
    }

    /// Records a message from the worker. The last part of a result is bucket 0, or the metrics in validation.
    mutating func hear(_ message: Message, at time: Int) {
        heard = time
        guard case .result(let result) = message, given[result.block]?.step == result.step else { return }
        let isLast = result.step.phase == .validation || result.content == .bucket(0)
        given[result.block] = isLast ? nil : (result.step, time)
    }

    /// Records a message to the worker.
    mutating func tell(_ message: Message, at time: Int) {
        switch message {
        case .assignment(let assignment): given[assignment.block] = (assignment.step, time)
        case .cancel(let cancel):
            given[cancel.block] = nil
            // Earlier results may arrive a little later.
            if let stuck, time > stuck + SessionWatch.microseconds(SessionWatch.slack) {
                takenBack.append((time, cancel.step, cancel.block))
            }
        default: break
        }
    }

    /// Records that some worker is assigned work. Earlier cancellations of the same work are forgotten: they did not
    /// come from another worker's result, but from a restart of the step or a result that was not finite.
    mutating func assigned(_ work: Assignment) {
        takenBack.removeAll { $0.step == work.step && $0.block.range.overlaps(work.block.range) }
    }

    /// Records that a step is over.
    mutating func endStep() {
        given = [:]
    }

    /// Throws if the session, which the coordinator still has, should have ended. Deadlines restart at `start`.
    mutating func check(
        _ state: State, microBatches: Int, isTrusted: Bool, notBefore start: Int, at time: Int
    ) throws(Overdue) {
        closed = state.isClosed ? closed ?? time : nil
        stuck = state.isStuck ? stuck ?? time : nil
        func require(_ reason: String, since: Int, atMost bound: Double) throws(Overdue) {
            let seconds = Double(time - max(since, start)) / 1e6
            guard seconds <= bound else { throw Overdue(reason: reason, seconds: seconds, bound: bound) }
        }
        if let closed { try require("its connection is closed", since: closed, atMost: SessionWatch.closedBound) }
        let patience = state.isMember ? simulatedWorkerTimeout : simulatedStallTimeout
        try require("nothing was heard of it", since: heard, atMost: patience + SessionWatch.slack)
        // If this worker has sent a wrong result before, the coordinator puts its results aside and does not expect
        // the other parts of them.
        guard isTrusted else { return }
        if let oldest = given.values.map(\.since).min() {
            if let stuck {
                try require(
                    "it is stuck with a block", since: max(oldest, stuck),
                    atMost: simulatedStallTimeout + SessionWatch.slack)
            } else {
                try require(
                    "it sent nothing of a block", since: oldest,
                    atMost: simulatedStallTimeout * Double(microBatches + 1) + SessionWatch.slack)
            }
        }
        // The first message that a coordinator reads after its suspension may be a beat that the worker sent before
        // it got stuck. So cancellations shortly after `start` are not counted.
        let counted = takenBack.filter { $0.time > start + SessionWatch.microseconds(SessionWatch.slack) }
        if counted.count >= SessionWatch.cancelledBlocks {
            let due = max(
                counted[SessionWatch.cancelledBlocks - 1].time,
                counted[0].time + SessionWatch.microseconds(simulatedStallTimeout))
            try require("it is stuck, whatever it is given", since: due, atMost: SessionWatch.slack)
        }
    }

    private static func microseconds(_ seconds: Double) -> Int { Int(seconds * 1e6) }
}
