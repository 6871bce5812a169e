import Messages
import Vocabulary

/// What the network sees of a session, to know when the coordinator must have ended it at the latest. The coordinator's
/// own times are not asked: they may be what is wrong.
struct SessionWatch {
    /// What is wrong with the session now.
    struct State {
        /// Whether its worker is a member, or else is about to become one.
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
    /// The blocks that it was given and has not finished, and when it was given them or last sent a part.
    private var given: [Block: (step: StepID, since: Int)] = [:]
    /// When blocks were taken back from it since it is stuck.
    private var takenBack: [(time: Int, step: StepID, block: Block)] = []

    /// Seconds between the moment at which a session is to end and the next at which the coordinator looks at its
    /// clock, and for letters that are under way.
    private static let slack = 1.0
    /// Seconds after which the coordinator, which beats twice a second, has noticed that a connection closed.
    private static let closedBound = 1.0
    /// Blocks that are taken back from a worker before it counts as one that computes nothing.
    private static let fruitlessBlocks = 3

    /// A session that begins now.
    init(at time: Int) {
        heard = time
    }

    /// Takes note of a letter from the worker. The last part of a result is bucket 0, or the metrics in validation.
    mutating func hear(_ message: Message, at time: Int) {
        heard = time
        guard case .result(let result) = message, given[result.block]?.step == result.step else { return }
        let isLast = result.step.phase == .validation || result.content == .bucket(0)
        given[result.block] = isLast ? nil : (result.step, time)
    }

    /// Takes note of a letter to the worker.
    mutating func tell(_ message: Message, at time: Int) {
        switch message {
        case .assignment(let assignment): given[assignment.block] = (assignment.step, time)
        case .cancel(let cancel):
            given[cancel.block] = nil
            // What it computed before may be told of a little later.
            if let stuck, time > stuck + SessionWatch.microseconds(SessionWatch.slack) {
                takenBack.append((time, cancel.step, cancel.block))
            }
        default: break
        }
    }

    /// Takes note that somebody is given work. What was taken back of it before was not done by others: the step was
    /// begun anew, or its result was not finite.
    mutating func assigned(_ work: Assignment) {
        takenBack.removeAll { $0.step == work.step && $0.block.range.overlaps(work.block.range) }
    }

    /// Takes note that a step is over.
    mutating func endStep() {
        given = [:]
    }

    /// Throws if the session, which the coordinator still has, should have ended. Deadlines begin anew at `start`.
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
        // Of a worker that was wrong before, a result is put aside, and the rest of it is awaited no more.
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
        if takenBack.count >= SessionWatch.fruitlessBlocks {
            let due = max(
                takenBack[SessionWatch.fruitlessBlocks - 1].time,
                takenBack[0].time + SessionWatch.microseconds(simulatedStallTimeout))
            try require("it is stuck, whatever it is given", since: due, atMost: SessionWatch.slack)
        }
    }

    private static func microseconds(_ seconds: Double) -> Int { Int(seconds * 1e6) }
}
