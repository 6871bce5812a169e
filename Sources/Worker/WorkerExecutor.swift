import Compute
import Coordination
import Messages
import Networks
import Training
import Transport

/// Services that a ``WorkerExecutor`` needs from its process.
package protocol WorkerDelegate: AnyObject {
    /// Sends a message to the coordinator, with its frame if it has one.
    func send(_ envelope: Envelope, frame: SharedBytes?)
    /// Runs a computation on an idle slot, and passes the computation's reports to the state machine.
    func run(on slot: Int, _ job: @escaping SlotThreads.Job)
    /// Takes note that the coordinator has welcomed this worker, and that the worker is ready to compute this job.
    func joining(_ welcome: Welcome, _ job: WorkerJob)
    /// Closes this connection and connects again.
    func reconnect(because reason: String)
    /// Ends this worker, which does not connect again. If the reason is that the worker cannot compute what the run
    /// needs, `error` says why; otherwise `error` is nil.
    func finish(because reason: String, _ outcome: WorkerOutcome, error: WorkerError?)
}

/// Carries out the directives of a worker's state machine on one connection: loads weights, stores samples, starts
/// computations, adds and sends sums. It has no socket, no thread and no clock.
package final class WorkerExecutor {
    /// The state machine that decides what this worker does.
    package private(set) var machine: Worker
    private unowned let delegate: any WorkerDelegate
    private let pool: FloatPool
    private let stub: MicroBatchPace?
    private var compute: WorkerCompute?
    private var isOver = false

    /// A worker on a new connection. It computes gradients, unless `stub` has the pace of a stub worker.
    ///
    /// - Parameter pool: the memory of the gradients that the worker sends.
    package init(
        hello: Hello, stub: MicroBatchPace? = nil, at now: Duration, pool: FloatPool = FloatPool(),
        delegate: any WorkerDelegate
    ) {
        machine = Worker(hello: hello, at: now)
        self.pool = pool
        self.stub = stub
        self.delegate = delegate
    }

    /// Whether this worker stores no samples and no gradients. The simulator in SimulationTests checks by this that a
    /// worker has freed everything when the run is over.
    package var keepsNothing: Bool { compute?.keepsNothing ?? true }

    /// The number of bytes of a block's gradient with 32-bit floats; nil until the coordinator has sent the job.
    package var gradientBytes: Int? { compute.map { $0.layout.count * MemoryLayout<Float>.stride } }

    /// Passes a message to the state machine, and carries out the directives that the machine returns.
    package func received(_ envelope: Envelope, frame: ReceivedBytes?, at now: Duration) {
        carryOut(machine.received(envelope, frameBytes: frame?.count, at: now), frame: frame, of: envelope)
    }

    /// Calls `event` with the state machine, and carries out the directives that `event` returns.
    package func handle(_ event: (inout Worker) -> [WorkerDirective]) {
        carryOut(event(&machine))
    }

    private func carryOut(_ directives: [WorkerDirective], frame: ReceivedBytes? = nil, of envelope: Envelope? = nil) {
        for directive in directives where !isOver {
            carryOut(directive, frame: frame, of: envelope)
        }
    }

    private func carryOut(_ directive: WorkerDirective, frame: ReceivedBytes?, of envelope: Envelope?) {
        switch directive {
        case .send(let envelope, .none):
            delegate.send(envelope, frame: nil)
            return
        case .prepare(let welcome):
            prepare(welcome, frame)
            return
        case .reconnect(let reason):
            reconnect(because: reason)
            return
        case .finish(let reason, let outcome):
            isOver = true
            delegate.finish(because: reason, outcome, error: nil)
            return
        default:
            break
        }
        // The state machine gives all other directives only after `prepare`.
        guard let compute else { preconditionFailure("\(directive) before the welcome") }
        switch directive {
        case .send(let envelope, .gradient(let node)):
            delegate.send(envelope, frame: compute.bytes(of: node))
        case .loadWeights(let bucket):
            if frame.map({ compute.load($0, bucket: bucket) }) != true {
                reconnect(because: "the coordinator sent weights of the wrong size")
            }
        case .adoptWeights:
            compute.adoptWeights()
        case .keepSamples(let work):
            guard let frame, case .assignment(let assignment) = envelope?.message,
                compute.keep(frame, for: work, samples: assignment.samples)
            else {
                reconnect(because: "the coordinator sent samples that are not what it announced")
                return
            }
        case .dropSamples(let work):
            compute.dropSamples(of: work)
        case .compute(let slot, let microBatch, let work, let samples):
            delegate.run(on: slot, compute.job(slot: slot, microBatch: microBatch, of: work, samples: samples))
        case .store(let slot, let node):
            compute.store(slot: slot, as: node)
        case .add(let left, let right, let parent):
            compute.nodes.add(left: left, right: right, into: parent)
        case .discard(let node):
            compute.nodes.discard(node)
        case .send, .prepare, .reconnect, .finish:
            break
        }
    }

    private func prepare(_ welcome: Welcome, _ frame: ReceivedBytes?) {
        do throws(WorkerError) {
            let job = try WorkerExecutor.job(in: frame)
            let compute = try WorkerCompute(job, welcome, slots: machine.slotCount, pool: pool, stub: stub)
            self.compute = compute
            delegate.joining(welcome, job)
            carryOut(machine.prepared(fingerprint: compute.fingerprint, job: job.digest))
        } catch {
            for case .send(let envelope, _) in machine.leave(reason: "\(error)") {
                delegate.send(envelope, frame: nil)
            }
            isOver = true
            delegate.finish(because: "\(error)", .refused, error: error)
        }
    }

    private static func job(in frame: ReceivedBytes?) throws(WorkerError) -> WorkerJob {
        // If the frame is too long, only one byte more than the limit is copied: enough for the reader to reject the
        // text.
        let text = frame?.withUnsafeBytes { [UInt8]($0.prefix(WorkerJob.textLimit + 1)) } ?? []
        do throws(WorkerJobError) {
            return try WorkerJob(reading: text)
        } catch {
            throw .unsuitable(reason: "\(error)")
        }
    }

    private func reconnect(because reason: String) {
        isOver = true
        delegate.reconnect(because: reason)
    }
}
