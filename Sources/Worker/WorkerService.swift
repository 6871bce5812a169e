import Compute
import Coordination
import Glibc
import Messages
import Tensors
import Transport

/// A running worker. It connects, joins, computes its assignments, and connects again when the connection ends.
public final class WorkerService {
    /// Settings of a worker.
    public struct Settings: Sendable {
        /// The coordinator's address.
        public var endpoint: String
        /// The name of this worker in messages.
        public var name: String
        /// The number of micro-batches computed at a time.
        public var slots: Int
        /// How long this worker tries to reach a coordinator: from its start, or from the end of the last connection on
        /// which it had joined.
        public var reconnectTimeout: Duration
        /// Whether this worker ends when its standard input does, which shows that the process that started it has
        /// ended.
        public var leavesWithParent: Bool
        /// The path of the `SharedMemory` that the coordinator has made; nil to share no memory with the coordinator.
        public var sharedMemory: String?
        /// For a stub worker of a benchmark: the pace at which it sends gradients, without computing them. Nil for a
        /// worker that computes.
        public var stub: MicroBatchPace?

        /// Settings with these values.
        public init(
            endpoint: String, name: String, slots: Int, reconnectTimeout: Duration, leavesWithParent: Bool = false,
            sharedMemory: String? = nil, stub: MicroBatchPace? = nil
        ) {
            self.endpoint = endpoint
            self.name = name
            self.slots = slots
            self.reconnectTimeout = reconnectTimeout
            self.leavesWithParent = leavesWithParent
            self.sharedMemory = sharedMemory
            self.stub = stub
        }
    }

    private static let firstDelay = Duration.milliseconds(100)
    private static let longestDelay = Duration.seconds(2)

    private let settings: Settings
    private let stop: StopRequest
    private let stopped: Waker
    private let report: (WorkerEvent) -> Void
    private let context: Context
    private let memory: SharedMemory?
    private let threads: SlotThreads
    private let finished: Waker
    private let clock = ContinuousClock()

    /// Starts the slots' threads. The service connects only in ``serve()``.
    ///
    /// - Parameters:
    ///   - stop: the request by which the program makes this worker leave.
    ///   - report: receives events, on the thread that calls ``serve()``.
    /// - Throws: `TransportError` if the address is invalid, or the system does not provide what the worker needs to
    ///   communicate.
    public init(
        settings: Settings, stop: StopRequest, report: @escaping (WorkerEvent) -> Void = { _ in }
    ) throws {
        _ = try Endpoint(settings.endpoint)
        self.settings = settings
        self.stop = stop
        self.report = report
        stopped = try Waker()
        stop.whenMade { [weak stopped] in stopped?.wake() }
        context = try Context()
        do {
            memory = try settings.sharedMemory.map { path throws(TransportError) in try SharedMemory(opening: path) }
        } catch {
            report(.memoryNotShared(reason: "\(error)"))
            memory = nil
        }
        finished = try Waker()
        threads = SlotThreads(slots: settings.slots, waker: finished)
    }

    /// Works until the run is over, the coordinator rejects this worker, or no coordinator can be reached.
    ///
    /// - Throws: ``WorkerError`` if this machine cannot compute what the run needs, no coordinator answers, or the
    ///   coordinator rejects this worker; `TransportError` if a socket cannot be made or connected.
    public func serve() throws {
        defer { threads.stop() }
        var lastMember = clock.now
        var wasMember = false
        var delay = WorkerService.firstDelay
        while true {
            switch try serveOnce(wasMember: wasMember) {
            case .done:
                // A coordinator that is killed after its goodbye does not remove its socket. That coordinator has
                // started this worker, and no other run uses the socket, so the worker removes it.
                if settings.leavesWithParent, !stop.isMade { SocketDirectory.remove(socketOf: settings.endpoint) }
                return
            case .parentGone:
                SocketDirectory.remove(socketOf: settings.endpoint)
                return
            case .refused(let error):
                throw error
            case .reconnect(let reason, let wasJoined):
                if wasJoined {
                    report(.connectionEnded(reason: reason, patience: settings.reconnectTimeout))
                    wasMember = true
                    lastMember = clock.now
                    delay = WorkerService.firstDelay
                }
                if clock.now - lastMember >= settings.reconnectTimeout {
                    throw WorkerError.noCoordinator(
                        endpoint: settings.endpoint,
                        reason: "\(reason); tried for \(Int(settings.reconnectTimeout / .seconds(1))) s")
                }
                report(.retrying(reason: reason, delay: delay))
                if pause(for: delay) { return }
                delay = min(delay * 2, WorkerService.longestDelay)
            }
        }
    }

    /// Serves on one connection, and returns how it ended. An unknown host name is an error until this worker has
    /// joined once. After that it is a reason to try again: the name of a coordinator's container, for instance, does
    /// not exist while the container is down.
    private func serveOnce(wasMember: Bool) throws -> WorkerSession.End {
        let session: WorkerSession
        do {
            session = try WorkerSession(
                settings: settings, context: context, memory: memory, threads: threads, finished: finished,
                stop: stop, stopped: stopped, report: report)
        } catch TransportError.unknownHost where wasMember {
            return .reconnect(reason: "the host is unknown", wasJoined: false)
        }
        defer { threads.drain() }
        return try session.serve()
    }

    /// Waits for `delay`, and returns false. If this worker must end, the wait ends early and the result is true: the
    /// program has made the request to stop, or the process that started this worker has ended.
    private func pause(for delay: Duration) -> Bool {
        var sources: [Poller.Source] = [.waker(stopped)]
        if settings.leavesWithParent { sources.append(.fileDescriptor(STDIN_FILENO)) }
        let ready = Poller.wait(sources, timeout: delay)
        if ready.count > 1, ready[1] { SocketDirectory.remove(socketOf: settings.endpoint) }
        return ready.contains(true)
    }
}
