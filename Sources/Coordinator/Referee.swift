import Compute
import Coordination
import Messages
import Run
import Synchronization
import Tensors
import Transport
import Vocabulary
import Worker

/// Computes blocks in the coordinator's process, when two workers have sent different results of a block, or when there
/// is no second worker whose result could be compared. It runs the code of a worker, without a connection, so its
/// results have the same bytes as those of a correct worker.
final class Referee: Sendable {
    /// A part of a block's result, with the frame that a worker would send with it: the metrics, which have no frame,
    /// or the gradient of one bucket.
    typealias Part = (result: BlockResult, frame: SharedBytes?)

    private struct State {
        /// Blocks of the present step whose computation has not begun, in order.
        var waiting: [(assignment: Assignment, samples: SharedBytes)] = []
        /// The weights of the present step; nil if the referee has none, or once its own worker has taken them.
        var weights: (version: UInt64, frames: [SharedBytes])?
        /// The version of the weights that the referee's own worker has taken; nil before the first.
        var loadedVersion: UInt64?
        var parts: [Part] = []
        var failure: WorkerError?
    }

    private let state = Mutex(State())
    private let worker: UncheckedSendable<RefereeWorker>

    /// A referee for a run. It builds its replica of the model when it computes its first block.
    ///
    /// - Parameter job: the job as workers get it.
    init(_ settings: CoordinatorSettings, job: SharedBytes) {
        worker = UncheckedSendable(RefereeWorker(settings, job: job))
    }

    /// Adds a block to those that wait to be computed. Returns a function that computes the first waiting block, or
    /// does nothing if ``stepEnded()`` has dropped all of them. The caller runs these functions one at a time, in the
    /// order in which this method returned them.
    ///
    /// - Parameter weights: returns the weights of the step, a frame for each bucket. It is called only if the referee
    ///   does not have these weights yet.
    func computation(
        of assignment: Assignment, samples: SharedBytes, weights: () -> [SharedBytes]
    ) -> @Sendable () -> Void {
        let version = assignment.step.version
        let isMissing = state.withLock { $0.loadedVersion != version && $0.weights?.version != version }
        let frames = isMissing ? weights() : nil
        state.withLock {
            if let frames { $0.weights = (version, frames) }
            $0.waiting.append((assignment, samples))
        }
        return { [self] in computeNext() }
    }

    /// Drops the blocks whose computation has not begun, because their step is over.
    func stepEnded() {
        state.withLock {
            $0.waiting = []
            $0.weights = nil
        }
    }

    /// Returns the parts of results that were computed since the last call of this method.
    ///
    /// - Throws: the reason why this process cannot compute blocks of the run.
    func takeParts() throws(WorkerError) -> [Part] {
        let (parts, failure) = state.withLock { state in
            defer { state.parts = [] }
            return (state.parts, state.failure)
        }
        if let failure { throw failure }
        return parts
    }

    private func computeNext() {
        typealias Work = (assignment: Assignment, samples: SharedBytes, weights: [SharedBytes])
        let next = state.withLock { state -> Work? in
            guard !state.waiting.isEmpty else { return nil }
            let (assignment, samples) = state.waiting.removeFirst()
            guard let weights = state.weights else { return (assignment, samples, []) }
            state.loadedVersion = weights.version
            state.weights = nil
            return (assignment, samples, weights.frames)
        }
        guard let next else { return }
        for (bucket, frame) in next.weights.enumerated() {
            let message = Message.weights(WeightsBucket(version: next.assignment.step.version, bucket: bucket))
            worker.value.take(message, frame: frame)
        }
        worker.value.take(.assignment(next.assignment), frame: next.samples)
        let made = worker.value.takeResults()
        let failure = worker.value.failure
        state.withLock {
            $0.parts += made
            $0.failure = failure
        }
    }
}

/// The referee's own worker, with one slot. It gets each message by a call of ``take(_:frame:)``, which returns when
/// all that the message asks for is computed.
private final class RefereeWorker: WorkerDelegate {
    private let settings: CoordinatorSettings
    private let job: SharedBytes
    private lazy var executor = WorkerExecutor(
        hello: Hello(
            protocolVersion: ProtocolVersion.current, workerName: "coordinator", host: settings.host, slots: 1,
            coreName: "", processID: 0),
        at: .zero, delegate: self)
    private var isWelcome = false
    private var jobs: [(slot: Int, job: SlotThreads.Job)] = []
    private var results: [Referee.Part] = []
    /// Why the worker has stopped computing; nil if it has not.
    private(set) var failure: WorkerError?

    init(_ settings: CoordinatorSettings, job: SharedBytes) {
        self.settings = settings
        self.job = job
    }

    func take(_ message: Message, frame: SharedBytes?) {
        if !isWelcome {
            isWelcome = true
            take(.welcome(settings.welcome), frame: job)
        }
        guard failure == nil else { return }
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

    func run(on slot: Int, _ job: @escaping SlotThreads.Job) {
        jobs.append((slot, job))
    }

    func joining(_ welcome: Welcome, _ job: WorkerJob) {}

    func reconnect(because reason: String) {
        failure = .unsuitable(reason: "the coordinator's own computation failed: \(reason)")
    }

    func finish(because reason: String, _ outcome: WorkerOutcome, error: WorkerError?) {
        failure = error ?? .unsuitable(reason: reason)
    }
}
