import Coordination
import Glibc
import Logging
import Messages
import Run
import Tensors
import Transport

/// A worker at work: it connects, joins, computes what it is given, and begins anew when its connection ends.
public final class WorkerService {
    /// What a worker is started with.
    public struct Settings: Sendable {
        /// The coordinator's address.
        public var endpoint: String
        /// What messages call this worker.
        public var name: String
        /// Micro-batches computed at a time.
        public var slots: Int
        /// How long it tries to reach a coordinator before it gives up.
        public var reconnectTimeout: Duration
        /// Whether standard input is the lifeline of the process that started this one.
        public var leavesWithParent: Bool
        /// The path of the memory that is shared with the coordinator; nil for none.
        public var sharedMemory: String?
        /// The pace at which this worker gives out gradients without computing them, for `chorus bench scaling`; nil to
        /// compute.
        public var stub: MicroBatchPace?
        /// Whether a bar on standard output shows what it computes.
        public var showsProgress: Bool

        /// Makes settings.
        public init(
            endpoint: String, name: String, slots: Int, reconnectTimeout: Duration, leavesWithParent: Bool = false,
            sharedMemory: String? = nil, stub: MicroBatchPace? = nil, showsProgress: Bool = false
        ) {
            self.endpoint = endpoint
            self.name = name
            self.slots = slots
            self.reconnectTimeout = reconnectTimeout
            self.leavesWithParent = leavesWithParent
            self.sharedMemory = sharedMemory
            self.stub = stub
            self.showsProgress = showsProgress
        }
    }

    private static let firstDelay = Duration.milliseconds(100)
    private static let longestDelay = Duration.seconds(2)

    private let settings: Settings
    private let interrupts: Interrupts
    private let logger: Logger
    private let view: WorkerView
    private let context: Context
    private let memory: SharedMemory?
    private let pool: SlotPool
    private let finished: Waker
    private let clock = ContinuousClock()

    /// Starts the slots' threads.
    ///
    /// - Throws: `TransportError` if the address is not one, or the system gives no sockets.
    public init(settings: Settings, interrupts: Interrupts, logger: Logger) throws {
        _ = try Endpoint(settings.endpoint)
        self.settings = settings
        self.interrupts = interrupts
        self.logger = logger
        view = WorkerView(showsBar: settings.showsProgress, logger: logger)
        context = try Context()
        do {
            memory = try settings.sharedMemory.map { path throws(TransportError) in try SharedMemory(opening: path) }
        } catch {
            logger.warning("gradients go through the socket, more slowly: \(error)")
            memory = nil
        }
        finished = try Waker()
        pool = SlotPool(slots: settings.slots, waker: finished)
    }

    /// Works until the run is over, the coordinator refuses this worker, or none can be reached.
    ///
    /// - Returns: the status to exit with: 0, or that of the signal that ended it.
    /// - Throws: ``RunError/noCoordinator(endpoint:reason:)``, ``RunError/refused(reason:)`` or `TransportError`.
    public func serve() throws -> Int32 {
        defer { pool.stop() }
        var lastMember = clock.now
        var wasMember = false
        var delay = WorkerService.firstDelay
        while true {
            switch try serveOnce(wasMember: wasMember) {
            case .done:
                if interrupts.isRaised { return interrupts.exitStatus }
                // The coordinator may have been ended right after its goodbye, and nobody comes to this socket again.
                if settings.leavesWithParent { SocketDirectory.remove(socketOf: settings.endpoint) }
                return 0
            case .parentGone:
                SocketDirectory.remove(socketOf: settings.endpoint)
                return 0
            case .refused(let error):
                throw error
            case .reconnect(let reason, let wasJoined):
                if wasJoined {
                    let patience = Int(settings.reconnectTimeout / .seconds(1))
                    logger.notice("connection ended: \(reason); trying again for \(patience) s")
                    wasMember = true
                    lastMember = clock.now
                    delay = WorkerService.firstDelay
                }
                if clock.now - lastMember >= settings.reconnectTimeout {
                    throw RunError.noCoordinator(
                        endpoint: settings.endpoint,
                        reason: "\(reason); tried for \(Int(settings.reconnectTimeout / .seconds(1))) s "
                            + "(--reconnect-timeout)")
                }
                logger.debug("\(reason); trying again in \(delay)")
                if pause(for: delay) { return interrupts.isRaised ? interrupts.exitStatus : 0 }
                delay = min(delay * 2, WorkerService.longestDelay)
            }
        }
    }

    /// Serves on one connection. A host that is unknown is an error before this worker has ever joined; later its name
    /// may be gone for a while together with the coordinator, as those of containers are.
    private func serveOnce(wasMember: Bool) throws -> WorkerSession.End {
        let session: WorkerSession
        do {
            session = try WorkerSession(
                settings: settings, context: context, memory: memory, pool: pool, finished: finished,
                interrupts: interrupts, view: view, logger: logger)
        } catch TransportError.unknownHost where wasMember {
            return .reconnect(reason: "the host is unknown", wasJoined: false)
        }
        defer { pool.drain() }
        return try session.serve()
    }

    /// Waits; true if this process is to end meanwhile.
    private func pause(for delay: Duration) -> Bool {
        var sources: [Poller.Source] = [.waker(interrupts.waker)]
        if settings.leavesWithParent { sources.append(.fileDescriptor(STDIN_FILENO)) }
        let ready = Poller.wait(sources, timeout: delay)
        if ready.count > 1, ready[1] { SocketDirectory.remove(socketOf: settings.endpoint) }
        return ready.contains(true)
    }
}
