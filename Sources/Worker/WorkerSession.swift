import Compute
import Coordination
import Files
import Exchange
import Glibc
import Messages
import Tensors
import Training
import Transport
import Vocabulary

/// One connection of a worker, on one socket and one thread.
final class WorkerSession {
    /// How the connection ended, which decides what the worker does next.
    enum End {
        case done
        case parentGone
        case refused(WorkerError)
        case reconnect(reason: String, wasJoined: Bool)
    }

    private let settings: WorkerService.Settings
    private let socket: DealerSocket
    private let memory: SharedMemory?
    private let threads: SlotThreads
    private let finished: Waker
    private let stop: StopRequest
    private let stopped: Waker
    private let report: (WorkerEvent) -> Void
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private lazy var executor = WorkerExecutor(
        hello: Hello(
            protocolVersion: ProtocolVersion.current, workerName: settings.name, host: hostName(),
            slots: settings.slots, coreName: InstructionSet.widest.name, processID: Int(getpid())),
        stub: settings.stub, at: .zero, pool: FloatPool(in: memory), delegate: self)
    private var outbox: [(header: [UInt8], frame: SharedBytes?)] = []
    /// The number of bytes of the frames in the outbox.
    private var waitingBytes = 0
    /// The limit of ``waitingBytes``: the bytes of a gradient for each micro-batch of a step, and of two more
    /// gradients. If more bytes wait, the coordinator does not read, and the worker connects again.
    private var waitingLimit = 0
    /// The most messages without a frame, such as metrics and acknowledgements, that may wait in the outbox.
    private static let roomForSmallMessages = 300
    private var end: End?
    /// The time when the statistics of the connection's traffic were last read.
    private var lastLook = Duration.zero
    private static let lookInterval = Duration.milliseconds(250)
    /// The run's job; nil until the coordinator has sent it.
    private var job: WorkerJob?
    private var saidJoined = false

    init(
        settings: WorkerService.Settings, context: Context, memory: SharedMemory?, threads: SlotThreads,
        finished: Waker,
        stop: StopRequest, stopped: Waker, report: @escaping (WorkerEvent) -> Void
    ) throws {
        self.settings = settings
        self.memory = memory
        self.threads = threads
        self.finished = finished
        self.stop = stop
        self.stopped = stopped
        self.report = report
        start = clock.now
        socket = try DealerSocket(context: context, settings: WorkerSession.socketSettings, memory: memory)
        try socket.connect(settings.endpoint)
    }

    /// Computes for the coordinator until the connection ends. Returns how it ended.
    func serve() throws -> End {
        executor.handle { $0.connected() }
        var sources: [Poller.Source] = [.dealer(socket), .waker(finished), .waker(stopped)]
        if settings.leavesWithParent { sources.append(.fileDescriptor(STDIN_FILENO)) }
        while end == nil {
            let ready = Poller.wait(sources, timeout: .milliseconds(outbox.isEmpty ? 100 : 5))
            if stop.isMade {
                executor.handle { $0.leave(reason: "interrupted") }
            } else if settings.leavesWithParent, ready[3] {
                end = .parentGone
            } else {
                turn()
            }
        }
        return end!
    }

    private var now: Duration { clock.now - start }

    private func turn() {
        finished.drain()
        for (slot, report) in threads.takeReports() {
            if case .metrics(let metrics) = report, let work = executor.machine.work(on: slot) {
                self.report(.computed(samples: metrics.samples, step: work.step, batch: work.samples))
            }
            executor.handle { $0.reported(slot: slot, report) }
        }
        // The coordinator's last messages are read before the end of its connection is handled.
        let events = socket.events()
        receiveMessages()
        flush()
        for event in events where end == nil {
            switch event {
            case .connected: break
            case .failed: reconnect(because: "nobody answers there")
            case .lost: reconnect(because: "the connection was lost")
            }
        }
        if now - lastLook > WorkerSession.lookInterval {
            lastLook = now
            if let traffic = socket.traffic {
                executor.handle { [now] in
                    $0.bytesCame(at: now - traffic.sinceReceived)
                    return []
                }
            }
        }
        if end == nil { executor.handle { $0.timePassed(at: now) } }
        if !saidJoined, let job, executor.machine.hasWeights {
            saidJoined = true
            report(
                .joined(
                    slots: settings.slots, classes: job.classes, batchSize: job.batchSize,
                    microBatches: job.microBatches))
        }
    }

    private func receiveMessages() {
        while end == nil {
            do {
                guard let reply = try socket.receive() else { return }
                executor.received(try Envelope.read(reply.header).get(), frame: reply.frame, at: now)
            } catch {
                reconnect(because: "the coordinator sent a message that cannot be read: \(error)")
            }
        }
    }

    /// Sends waiting messages until the connection takes no more.
    private func flush() {
        var sent = 0
        while sent < outbox.count, socket.send(header: outbox[sent].header, frame: outbox[sent].frame) == .sent {
            sent += 1
        }
        waitingBytes -= outbox[..<sent].reduce(0) { $0 + ($1.frame?.count ?? 0) }
        outbox.removeFirst(sent)
    }

    /// The largest frame has 1 GiB, because the samples of a whole batch of large images may come in one frame.
    private static let socketSettings = SocketSettings(largestFrame: 1 << 30, sendLimit: 256, receiveLimit: 256)
}

extension WorkerSession: WorkerDelegate {
    func send(_ envelope: Envelope, frame: SharedBytes?) {
        // A beat that waits behind other messages is useless: the bytes of these messages show the coordinator that
        // this worker is alive.
        if case .beat = envelope.message, !outbox.isEmpty { return }
        outbox.append((envelope.encoded(), frame))
        waitingBytes += frame?.count ?? 0
        flush()
        let isTooMuch =
            waitingBytes > waitingLimit || outbox.count { $0.frame == nil } > WorkerSession.roomForSmallMessages
        if !outbox.isEmpty, isTooMuch { reconnect(because: "the coordinator does not read what it is sent") }
    }

    func run(on slot: Int, _ job: @escaping SlotThreads.Job) {
        threads.run(on: slot, job)
    }

    func joining(_ welcome: Welcome, _ job: WorkerJob) {
        waitingLimit = (job.microBatches + 2) * (executor.gradientBytes ?? 0)
        self.job = job
        report(.joining(runID: welcome.runID, endpoint: settings.endpoint))
    }

    func reconnect(because reason: String) {
        end = end ?? .reconnect(reason: reason, wasJoined: executor.machine.isJoined)
    }

    func finish(because reason: String, _ outcome: WorkerOutcome, error: WorkerError?) {
        flush()
        if error == nil { report(.leaving(reason: reason)) }
        end = outcome == .refused ? .refused(error ?? .refused(reason: reason)) : .done
    }
}
