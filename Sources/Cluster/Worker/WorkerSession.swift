import Configuration
import Coordination
import Glibc
import Logging
import Messages
import Tensors
import Transport

/// One connection of a worker: it carries out what the state machine directs, on one socket and one thread.
final class WorkerSession {
    /// How a connection ended.
    enum End {
        case done
        case parentGone
        case refused(RunError)
        case reconnect(reason: String, wasJoined: Bool)
    }

    private let settings: WorkerService.Settings
    private let socket: DealerSocket
    private let pool: SlotPool
    private let finished: Waker
    private let interrupts: Interrupts
    private let logger: Logger
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var machine: Worker
    private var compute: WorkerCompute?
    private var outbox: [(header: [UInt8], frame: SharedBytes?)] = []
    private var end: End?

    init(
        settings: WorkerService.Settings, context: Context, pool: SlotPool, finished: Waker, interrupts: Interrupts,
        logger: Logger
    ) throws {
        self.settings = settings
        self.pool = pool
        self.finished = finished
        self.interrupts = interrupts
        self.logger = logger
        start = clock.now
        socket = try DealerSocket(context: context, settings: WorkerSession.socketSettings)
        try socket.connect(settings.endpoint)
        machine = Worker(
            hello: Hello(
                protocolVersion: ProtocolVersion.current, workerName: settings.name, host: hostName(),
                slots: settings.slots, coreName: LinearAlgebra.coreName, processID: Int(getpid())),
            at: .zero)
    }

    /// Serves until the connection ends.
    func serve() throws -> End {
        execute(machine.connected())
        var sources: [Poller.Source] = [.dealer(socket), .waker(finished), .waker(interrupts.waker)]
        if settings.leavesWithParent { sources.append(.fileDescriptor(STDIN_FILENO)) }
        while end == nil {
            let ready = Poller.wait(sources, timeout: .milliseconds(outbox.isEmpty ? 100 : 5))
            if interrupts.isRaised {
                execute(machine.leave(reason: "interrupted"))
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
        for (slot, figures) in pool.takeFinished() {
            execute(machine.computed(slot: slot, figures: figures))
        }
        // What the coordinator said last is heard before the end of its connection is.
        let events = socket.events()
        receiveMessages()
        flush()
        for event in events where end == nil {
            switch event {
            case .connected: break
            case .failed: reconnect("nobody answers there")
            case .lost: reconnect("the connection was lost")
            }
        }
        if end == nil { execute(machine.timePassed(at: now)) }
    }

    private func receiveMessages() {
        while end == nil {
            do {
                guard let reply = try socket.receive() else { return }
                let envelope = try Envelope.read(reply.header).get()
                execute(machine.received(envelope, frameBytes: reply.frame?.count, at: now), reply: reply, envelope)
            } catch {
                reconnect("the coordinator sent a message that cannot be read: \(error)")
            }
        }
    }

    /// Carries directives out, and those that follow from them.
    private func execute(_ directives: [WorkerDirective], reply: Reply? = nil, _ envelope: Envelope? = nil) {
        var queue = directives
        var next = 0
        while next < queue.count, end == nil {
            queue += execute(queue[next], frame: reply?.frame, envelope)
            next += 1
        }
    }

    private func execute(
        _ directive: WorkerDirective, frame: ReceivedBytes?, _ envelope: Envelope?
    ) -> [WorkerDirective] {
        switch directive {
        case .send(let envelope, .none):
            send(envelope, nil)
            return []
        case .prepare(let welcome):
            return prepare(welcome)
        case .reconnect(let reason):
            reconnect(reason)
            return []
        case .finish(let reason, let outcome):
            finish(reason, outcome)
            return []
        default:
            break
        }
        // Everything else is directed only after `prepare`.
        guard let compute else { preconditionFailure("\(directive) before the welcome") }
        switch directive {
        case .send(let envelope, .gradient(let node, let bucket)):
            send(envelope, compute.bytes(of: node, bucket: bucket))
        case .loadWeights(let bucket):
            if frame.map({ compute.load($0, bucket: bucket) }) != true {
                reconnect("the coordinator sent weights of the wrong size")
            }
        case .adoptWeights:
            compute.adoptWeights()
        case .keepSamples(let work):
            guard let frame, case .assignment(let assignment) = envelope?.message,
                compute.keep(frame, for: work, samples: assignment.samples)
            else {
                reconnect("the coordinator sent samples that are not what it announced")
                return []
            }
        case .dropSamples(let work):
            compute.dropSamples(of: work)
        case .compute(let slot, let microBatch, let work, let samples):
            pool.run(on: slot, compute.job(slot: slot, microBatch: microBatch, of: work, samples: samples))
        case .store(let slot, let node):
            compute.store(slot: slot, as: node)
        case .add(let left, let right, let parent):
            compute.nodes.add(left: left, right: right, into: parent)
        case .discard(let node):
            compute.nodes.discard(node)
        case .send, .prepare, .reconnect, .finish:
            break
        }
        return []
    }

    private func prepare(_ welcome: Welcome) -> [WorkerDirective] {
        do throws(RunError) {
            try Kernels.require(welcome.kernels)
            let compute = try WorkerCompute(welcome: welcome, slots: settings.slots)
            self.compute = compute
            logger.info("joining run \(welcome.runID) at \(settings.endpoint)")
            return machine.prepared(fingerprint: compute.fingerprint)
        } catch {
            execute(machine.leave(reason: "\(error)"))
            end = .refused(error)
            return []
        }
    }

    private func finish(_ reason: String, _ outcome: WorkerOutcome) {
        flush()
        logger.info("leaving: \(reason)")
        end = outcome == .refused ? .refused(.refused(reason: reason)) : .done
    }

    private func reconnect(_ reason: String) {
        end = end ?? .reconnect(reason: reason, wasJoined: machine.isJoined)
    }

    private func send(_ envelope: Envelope, _ frame: SharedBytes?) {
        outbox.append((envelope.encoded(), frame))
        flush()
    }

    /// Sends what waits, as far as the connection takes it.
    private func flush() {
        var sent = 0
        while sent < outbox.count, socket.send(header: outbox[sent].header, frame: outbox[sent].frame) == .sent {
            sent += 1
        }
        outbox.removeFirst(sent)
    }

    /// The samples of a whole batch of large images come in one frame.
    private static let socketSettings = SocketSettings(largestFrame: 1 << 30, sendLimit: 256, receiveLimit: 256)
}

private func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
