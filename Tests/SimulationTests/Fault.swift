import TestKit

/// A fault and its time.
struct Fault: Sendable {
    /// The kinds of faults.
    enum Kind: Int, CaseIterable, Sendable {
        /// A worker dies. Its connection closes; another may be started later.
        case kill
        /// A connection is cut: messages on it are lost, and both sides notice.
        case cut
        /// A connection falls silent: messages on it are lost, now and later, and neither side notices.
        case silence
        /// A worker is suspended for a while.
        case pause
        /// A worker becomes many times slower.
        case slow
        /// A worker's slots never finish, but it continues to send beats.
        case stuck
        /// A worker leaves and says goodbye.
        case leave
        /// One more worker joins.
        case lateJoin
        /// A message arrives twice, as if it had been sent again.
        case duplicate
        /// A message that cannot be read.
        case malformed
        /// A message of a session that has ended, on the connection of another.
        case oldSession
        /// A message of another term of the coordinator.
        case otherTerm
        /// A single result that is not finite, from a worker whose other results are right.
        case notFinite
        /// Finite results that lead to values that are not finite, from a worker whose other results are right.
        case absurd
        /// A result that is wrong by one bit; in runs that verify each step.
        case wrong
        /// A peer that is not a worker of this run: another protocol, or a message without a join.
        case stranger
        /// A worker whose arithmetic gives other bits.
        case otherProcessor
        /// The coordinator is suspended for a while.
        case coordinatorPause
        /// The coordinator dies, and is resumed.
        case coordinatorKill
        /// The coordinator dies between two steps of writing a checkpoint, and is resumed.
        case checkpointKill
        /// The coordinator dies, and its last checkpoint is damaged.
        case damage

        /// Whether it affects one worker that has joined or is about to.
        var affectsAWorker: Bool {
            switch self {
            case .kill, .cut, .silence, .pause, .slow, .stuck, .leave, .malformed, .oldSession, .otherTerm, .notFinite,
                .absurd, .wrong:
                true
            case .lateJoin, .duplicate, .stranger, .otherProcessor, .coordinatorPause, .coordinatorKill,
                .checkpointKill, .damage:
                false
            }
        }
    }

    /// When it is injected.
    enum Moment: Sendable {
        /// After this many messages have arrived in a step of the run, or at the first message after that step.
        case message(Int, step: Int)
        /// When some but not all buckets of a block have arrived, at that step of the run or later. It affects the
        /// sender.
        case amidBuckets(step: Int)
    }

    let kind: Kind
    let moment: Moment
}

/// The workers and faults of a seed.
struct Schedule: Sendable {
    let seed: Int
    /// Workers that are there from the beginning.
    let workers: Int
    /// Steps between checkpoints.
    let checkpointEvery: Int
    let faults: [Fault]

    /// Faults that end a session in the middle of its work.
    private static let losses: [Fault.Kind] = [.kill, .cut, .silence]

    /// One worker with one fault.
    init(oneWorkerWith fault: Fault) {
        seed = 0
        workers = 1
        checkpointEvery = 1
        faults = [fault]
    }

    /// The schedule of a seed, for a run of `steps` steps.
    init(seed: Int, steps: Int, using generator: inout Generator) {
        self.seed = seed
        workers = Int.random(in: 3...6, using: &generator)
        checkpointEvery = Int.random(in: 1...8, using: &generator)
        let loss = Schedule.losses.randomElement(using: &generator)!
        let step = Int.random(in: 0..<steps / 2, using: &generator)
        var faults = [Fault(kind: loss, moment: .amidBuckets(step: step))]
        for _ in 0..<Int.random(in: 1...9, using: &generator) {
            let moment = Fault.Moment.message(
                Int.random(in: 0..<30, using: &generator), step: Int.random(in: 0..<steps, using: &generator))
            faults.append(Fault(kind: Fault.Kind.allCases.randomElement(using: &generator)!, moment: moment))
        }
        self.faults = faults
    }
}
