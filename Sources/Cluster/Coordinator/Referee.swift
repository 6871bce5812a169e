import Coordination
import Messages
import Synchronization
import Tensors
import Transport

/// The coordinator's own computation of blocks, where workers disagree or there is nobody else to ask. Inside it is a worker
/// like all others, but for its connection: so it makes the same bytes.
final class Referee: Sendable {
    /// A part of a block's result, with the frame that a worker would have sent.
    typealias Part = (result: BlockResult, frame: SharedBytes?)

    private let parts = Mutex<[Part]>([])
    private let worker: Lent<RefereeWorker>
    private let sentVersion = Mutex<UInt64?>(nil)

    /// A referee of a run, who builds its replica when it is first asked.
    init(_ settings: CoordinatorSettings) {
        worker = Lent(RefereeWorker(settings))
    }

    /// The computation of a block, to be run on one thread at a time, in the order in which they were made.
    ///
    /// - Parameter weights: the frames of the step's weights; asked for if they are not there already.
    func computation(
        of assignment: Assignment, samples: SharedBytes, weights: () -> [SharedBytes]
    ) -> @Sendable () -> Void {
        let version = assignment.step.version
        let isNew = sentVersion.withLock { sent in
            defer { sent = version }
            return sent != version
        }
        let weights = isNew ? weights() : []
        return { [self] in
            for (bucket, frame) in weights.enumerated() {
                worker.value.take(.weights(WeightsBucket(version: version, bucket: bucket)), frame: frame)
            }
            worker.value.take(.assignment(assignment), frame: samples)
            let made = worker.value.takeResults()
            parts.withLock { $0 += made }
        }
    }

    /// What has been computed since the last call.
    func takeParts() -> [Part] {
        parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
    }
}

/// A worker of one slot that is told everything by calls, and computes before they return.
private final class RefereeWorker: WorkerSurroundings {
    private let settings: CoordinatorSettings
    private lazy var executor = WorkerExecutor(
        hello: Hello(
            protocolVersion: ProtocolVersion.current, workerName: "coordinator", host: settings.host, slots: 1,
            coreName: "", processID: 0),
        at: .zero, in: self)
    private var isWelcome = false
    private var jobs: [(slot: Int, job: SlotPool.Job)] = []
    private var results: [Referee.Part] = []

    init(_ settings: CoordinatorSettings) {
        self.settings = settings
    }

    func take(_ message: Message, frame: SharedBytes?) {
        if !isWelcome {
            isWelcome = true
            take(.welcome(settings.welcome), frame: nil)
        }
        let envelope = Envelope(term: settings.term, session: 0, message: message)
        executor.received(envelope, frame: frame.map(ReceivedBytes.init(copying:)), at: .zero)
        while !jobs.isEmpty {
            let (slot, job) = jobs.removeFirst()
            var reports: [SlotReport] = []
            job { reports.append($0) }
            for report in reports + [.idle] { executor.handle { $0.reported(slot: slot, report) } }
        }
    }

    func takeResults() -> [Referee.Part] {
        defer { results = [] }
        return results
    }

    func send(_ envelope: Envelope, frame: SharedBytes?) {
        if case .result(let result) = envelope.message { results.append((result, frame)) }
    }

    func run(on slot: Int, _ job: @escaping SlotPool.Job) {
        jobs.append((slot, job))
    }

    func joining(_ welcome: Welcome) {}

    func reconnect(because reason: String) {
        preconditionFailure("the coordinator does not understand itself: \(reason)")
    }

    func finish(because reason: String, _ outcome: WorkerOutcome, error: RunError?) {
        preconditionFailure("the coordinator cannot compute its own run: \(reason)")
    }
}
