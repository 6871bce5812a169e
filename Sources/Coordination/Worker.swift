import Messages
import Vocabulary

/// A worker's state machine on one connection: the join, which weights are complete, which micro-batch runs on which
/// slot, and which partial sums of gradients and metrics exist. It does no I/O, reads no clock and holds no tensor.
/// Events go in. The methods for events return directives, which the shell (the code with sockets and tensors around
/// this type) carries out. A worker that reconnects starts a new state machine.
public struct Worker: Sendable {
    /// The longest time between beats to the coordinator.
    static let longestBeatInterval = Duration.seconds(1)
    /// How long the coordinator may be silent before this worker reconnects, until the welcome tells the run's own
    /// timeout.
    static let joiningTimeout = Duration.seconds(10)

    /// A block that the worker was assigned and whose result is not completely sent.
    struct BlockTask: Sendable {
        /// The number of the task, unique among the tasks of a connection.
        let number: UInt64
        let work: WorkNode
        /// The number of samples in the whole global batch, of which the block is a part.
        let samples: Int
        /// The micro-batches that are not yet given to a slot.
        var waiting: Range<Int>
        var metrics: MetricTree
        /// The sums of gradients: in training one tree for each bucket, in validation none.
        var buckets: [ReductionTree]

        /// Whether all metrics and gradients of the block were computed and sent.
        var isComplete: Bool { metrics.tree.isComplete && buckets.allSatisfy(\.isComplete) }

        /// The name of one bucket's gradient over `block`, whose micro-batches are counted from the first one of this
        /// task.
        func node(_ block: Block, bucket: Int) -> WorkBucket {
            let block = Block(start: block.start + work.block.start, count: block.count)
            return WorkBucket(work: WorkNode(step: work.step, block: block), bucket: bucket)
        }
    }

    /// A micro-batch that a slot computes. Its block may have been cancelled since.
    struct Running: Sendable, Hashable {
        let task: UInt64
        let microBatch: Int
    }

    /// What this worker tells the coordinator about itself.
    let hello: Hello
    var welcome: Welcome?
    var isMember = false
    var term: UInt64 = 0
    var session: UInt64 = 0
    /// The version of the weights that the worker computes with; nil before it has a complete version.
    var version: UInt64?
    /// The version of the weights that is arriving, and the buckets of it that have arrived; nil if none is arriving.
    var incoming: (version: UInt64, buckets: Set<Int>)?
    var tasks: [BlockTask] = []
    var taskCount: UInt64 = 0
    var running: [Running?]
    /// The number of micro-batches computed in this session.
    var progress: UInt64 = 0
    /// The seconds that a slot needs for a micro-batch in training, as an exponential mean; 0 before the first one.
    var microBatchSeconds = 0.0
    /// Whether the last micro-batch took much longer than usual; see ``measure(_:)``.
    var wasUnusual = false
    var heard: Duration
    var lastTime: Duration
    var lastBeat: Duration
    var directives: [WorkerDirective] = []

    /// A worker on a new connection.
    public init(hello: Hello, at now: Duration) {
        self.hello = hello
        running = Array(repeating: nil, count: hello.slots)
        heard = now
        lastTime = now
        lastBeat = now
    }

    /// The number of micro-batches that this worker computes at a time. Once the coordinator has welcomed this worker,
    /// it is at most the number of micro-batches in a global batch.
    public var slotCount: Int { running.count }

    /// Whether this worker has told the coordinator that it is ready to compute.
    public var isJoined: Bool { isMember }

    /// Whether this worker has weights to compute with.
    public var hasWeights: Bool { version != nil }

    /// The step of a slot's micro-batch, and the number of samples in that step. Returns nil if the slot is idle, or if
    /// the block of its micro-batch was dropped.
    public func work(on slot: Int) -> (step: StepID, samples: Int)? {
        guard let task = running[slot]?.task, let index = tasks.firstIndex(where: { $0.number == task }) else {
            return nil
        }
        return (tasks[index].work.step, tasks[index].samples)
    }

    /// Says hello to the coordinator on a new connection.
    public mutating func connected() -> [WorkerDirective] {
        send(.hello(hello))
        return takeDirectives()
    }

    /// A message has arrived. `frameBytes` is the length of its frame, nil if it has none.
    public mutating func received(_ envelope: Envelope, frameBytes: Int?, at now: Duration) -> [WorkerDirective] {
        switch envelope.message {
        case .welcome(let welcome) where self.welcome == nil:
            guard frameBytes != nil else {
                giveUp("the coordinator sent a welcome without a job")
                break
            }
            heard = now
            self.welcome = welcome
            running = Array(repeating: nil, count: min(hello.slots, welcome.microBatches))
            term = envelope.term
            session = envelope.session
            directives.append(.prepare(welcome))
        case .refused(let refused):
            directives.append(.finish(reason: refused.reason, outcome: .refused))
        case .goodbye(let goodbye) where welcome == nil:
            take(goodbye)
        default:
            guard envelope.term == term, envelope.session == session, welcome != nil else { return [] }
            heard = now
            take(envelope.message, frameBytes: frameBytes)
        }
        return takeDirectives()
    }

    private mutating func take(_ goodbye: Goodbye) {
        directives.append(
            goodbye.final
                ? .finish(reason: goodbye.reason, outcome: .done) : .reconnect(reason: goodbye.reason))
    }

    private mutating func take(_ message: Message, frameBytes: Int?) {
        switch message {
        case .weights(let weights):
            take(weights, frameBytes: frameBytes)
        case .assignment(let assignment):
            take(assignment, frameBytes: frameBytes)
        case .cancel(let cancel):
            drop { $0 == WorkNode(step: cancel.step, block: cancel.block) }
        case .goodbye(let goodbye):
            take(goodbye)
        case .beat:
            break
        case .welcome, .hello, .ready, .refused, .result, .acknowledgement:
            giveUp("the coordinator sent a message that a worker must not get after it was welcomed")
        }
    }

    /// The shell has built the replicas of the network. `fingerprint` is their numerics fingerprint. `job` is SHA-256
    /// of the job as the shell has decoded it and encoded it again. By this the coordinator sees whether the worker has
    /// understood the job.
    public mutating func prepared(fingerprint: String, job: String) -> [WorkerDirective] {
        isMember = true
        send(.ready(Ready(fingerprint: fingerprint, job: job)))
        return takeDirectives()
    }

    /// Bytes from the coordinator have arrived, perhaps only a part of a message on a slow link. They count as a sign
    /// of life.
    public mutating func bytesCame(at moment: Duration) {
        if welcome != nil { heard = max(heard, moment) }
    }

    /// Time has passed. The shell calls this a few times a second, after it has passed on all messages that have
    /// arrived.
    public mutating func timePassed(at now: Duration) -> [WorkerDirective] {
        let timeout = welcome.map { Duration.seconds($0.workerTimeout) } ?? Worker.joiningTimeout
        // A long time since the last call means that this process was suspended. Messages that arrived during that time
        // may not have been read yet, so the coordinator's silence is counted from now.
        if now - lastTime > min(CoordinatorClock.suspensionGap, timeout / 2) { heard = now }
        lastTime = now
        if now - heard > timeout {
            directives.append(.reconnect(reason: "nothing was heard of the coordinator for \(timeout)"))
        } else if isMember, now - lastBeat >= min(Worker.longestBeatInterval, timeout / 4) {
            lastBeat = now
            send(.beat(Beat(progress: progress, microBatchSeconds: microBatchSeconds)))
        }
        return takeDirectives()
    }

    /// Leaves the run for good. Says goodbye to the coordinator if it has welcomed this worker.
    public mutating func leave(reason: String) -> [WorkerDirective] {
        // Before the welcome there is no session to end.
        if welcome != nil { send(.goodbye(Goodbye(reason: reason, final: true))) }
        directives.append(.finish(reason: reason, outcome: .done))
        return takeDirectives()
    }

    mutating func giveUp(_ reason: String) {
        directives.append(.reconnect(reason: reason))
    }

    mutating func send(_ message: Message, attachment: WorkerDirective.Attachment = .none) {
        directives.append(
            .send(Envelope(term: term, session: session, message: message), attachment: attachment))
    }

    mutating func takeDirectives() -> [WorkerDirective] {
        defer { directives = [] }
        return directives
    }
}
