import CZeroMQ
import Glibc
import Synchronization

/// Closes connections of a listening socket whose peers do not join the run, see ``ConnectionTable``. Otherwise such
/// connections would pile up: libzmq keeps every connection that has finished its handshake, however many there are.
///
/// The guard has a thread of its own, so that many new connections cannot use up the descriptors while the socket's
/// owner is busy writing a file.
final class ConnectionGuard: @unchecked Sendable {
    private let monitor: SocketMonitor
    private let waker: Waker
    private let table: Mutex<ConnectionTable>
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let isStopped = Atomic<Bool>(false)
    private var thread = pthread_t()

    /// The number of descriptors that are reserved for files, pipes and libzmq's own use.
    private static let reserve = 96
    private static let handshakeFailures =
        ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
    private static let kinds =
        handshakeFailures | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_ACCEPT_FAILED | ZMQ_EVENT_DISCONNECTED
    /// The time between two checks of the quiet connections, those whose peers have not joined: how long each is quiet,
    /// and how much it has sent.
    private static let scanInterval = Duration.milliseconds(50)
    /// The most reports of libzmq that the thread handles while it holds the table's lock. The socket's owner may have
    /// to wait for this lock.
    private static let reportsPerTurn = 500
    /// The pause of the thread, in microseconds, after all reports are handled, so that many new connections do not
    /// keep a core busy.
    private static let pause: UInt32 = 2000

    /// Watches a socket until ``stop()``. The socket must not listen yet, so that no connection is missed.
    init(of socket: SocketHandle, joinTimeout: Duration, in context: Context) throws(TransportError) {
        monitor = try SocketMonitor(of: socket, kinds: ConnectionGuard.kinds, in: context)
        waker = try Waker()
        start = clock.now
        table = Mutex(
            ConnectionTable(
                limits: ConnectionTable.Limits(
                    time: joinTimeout, connections: DescriptorLimit.connections(besides: ConnectionGuard.reserve))))
        let me = Unmanaged.passUnretained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { me in
                if let me { Unmanaged<ConnectionGuard>.fromOpaque(me).takeUnretainedValue().watch() }
                return nil
            }, me)
        guard status == 0 else { throw .system(operation: "pthread_create", code: status) }
    }

    /// Ends the thread. Call it once, before the last reference is released.
    func stop() {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        waker.wake()
        pthread_join(thread, nil)
    }

    /// Records that the sender of this message has joined. Returns false, and records nothing, if too many peers have
    /// joined already.
    func join(_ peer: Peer, by message: ReceivedBytes) -> Bool {
        guard let connection = Connection(descriptor: zmq_msg_get(message.message, ZMQ_SRCFD)) else { return true }
        return table.withLock { $0.join(peer, on: connection) }
    }

    /// Records that a peer has left. `hadSession` is false if the peer was refused.
    func leave(_ peer: Peer, hadSession: Bool) {
        table.withLock { $0.leave(peer, hadSession: hadSession, at: now) }
    }

    /// The traffic of the connection of a peer; nil if the peer has not joined, or if its connection is closed or not
    /// over TCP.
    func traffic(of peer: Peer) -> ConnectionTraffic? {
        table.withLock { $0.connection(of: peer) }?.traffic
    }

    /// Why connections have failed since the last call of this function.
    func takeRefusals() -> [String] {
        table.withLock { $0.takeRefusals() }
    }

    private var now: Duration { clock.now - start }

    private func watch() {
        var lastScan = Duration.zero
        var isFull = false
        while !isStopped.load(ordering: .sequentiallyConsistent) {
            let patience = table.withLock { $0.hasQuiet } ? ConnectionGuard.scanInterval : .seconds(1)
            Poller.wait(for: monitor.handle, or: waker, timeout: patience)
            let reports = takeReports()
            let isAll = reports.count < ConnectionGuard.reportsPerTurn
            let isScanDue = now - lastScan >= ConnectionGuard.scanInterval
            if isScanDue { lastScan = now }
            let excess = table.withLock { table in
                for report in reports { take(report, &table, &isFull) }
                // If the system has no more descriptors, connections are closed only after all reports are read or when
                // a scan is due: unread reports may say that some descriptors are free again.
                var excess = table.takeSurplus(isFull: isFull && (isAll || isScanDue))
                if isAll || isScanDue { isFull = false }
                if isScanDue {
                    excess += table.takeOverdue(at: now) { $0.traffic?.bytesReceived }
                }
                return excess
            }
            for connection in excess { connection.end() }
            if isAll { usleep(ConnectionGuard.pause) }
        }
    }

    /// The reports of libzmq that have arrived, ``reportsPerTurn`` at most.
    private func takeReports() -> [SocketMonitor.Report] {
        var reports: [SocketMonitor.Report] = []
        while reports.count < ConnectionGuard.reportsPerTurn, let report = monitor.next() { reports.append(report) }
        return reports
    }

    private func take(_ report: SocketMonitor.Report, _ table: inout ConnectionTable, _ isFull: inout Bool) {
        switch report.kind {
        case ZMQ_EVENT_ACCEPTED:
            if let connection = Connection(descriptor: report.value) { table.accepted(connection, at: now) }
        case ZMQ_EVENT_DISCONNECTED:
            table.ended(descriptor: report.value)
        case ZMQ_EVENT_ACCEPT_FAILED:
            isFull = isFull || [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(report.value)
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            // The error number in this event comes from an unrelated call, so it is not used.
            table.handshakeFailed("it did not finish the handshake of ZeroMQ")
        default:
            table.handshakeFailed("its handshake is not that of a worker's ZeroMQ")
        }
    }
}
