import Messages

/// Workers that are lost again and again before they finish any work, because their link is too slow for the run's
/// timeouts. Without a limit they would join and be lost without end.
struct UnproductiveWorkers: Sendable {
    /// The number of sessions in a row without finished work after which a worker is rejected.
    static let most = 3
    /// The largest number of workers that are remembered. When one more is lost, all are forgotten.
    private static let limit = 1024

    /// Identifies a worker process, whichever session it has.
    private struct Worker: Hashable {
        let host: String
        let name: String
        let processID: Int
    }

    private var found: [Worker: (count: Int, reason: String)] = [:]

    /// Records that a member's session has ended, and why. If `isUnproductive`, the worker's number of such sessions
    /// rises by one. If not, the session may still have ended before it finished work, for a reason that says nothing
    /// about the link, such as a connection that closes at once. So only a session with finished work sets the number
    /// back to 0.
    mutating func end(_ session: Session, isUnproductive: Bool, because reason: String) {
        let worker = Worker(host: session.host, name: session.name, processID: session.processID)
        guard isUnproductive else {
            if session.hasFinishedWork { found[worker] = nil }
            return
        }
        let link = session.link.map { "; \($0.description)" } ?? ""
        if found[worker] == nil, found.count == UnproductiveWorkers.limit { found.removeAll() }
        found[worker] = ((found[worker]?.count ?? 0) + 1, reason + link)
    }

    /// Why a worker may not join again; nil if the worker may join.
    func objection(to hello: Hello, settings: CoordinatorSettings) -> String? {
        let worker = Worker(host: hello.host, name: hello.workerName, processID: hello.processID)
        guard let (count, reason) = found[worker], count >= UnproductiveWorkers.most else { return nil }
        return
            "it was lost \(count) times in a row before it had finished any work, at last because \(reason): it needs "
            + "a faster link, or the coordinator a longer cluster.stall_timeout (now \(settings.stallTimeout)) and "
            + "cluster.worker_timeout (now \(settings.workerTimeout))"
    }
}
