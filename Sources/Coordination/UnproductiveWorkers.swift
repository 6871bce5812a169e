import Messages

/// Workers that come again and again and are lost each time before they have finished any work: a link that is too slow
/// for the run's timeouts does that, and would do so for ever.
struct UnproductiveWorkers: Sendable {
    /// Sessions in a row after which a worker is told that it is of no use.
    static let most = 3
    /// Workers that are remembered.
    private static let limit = 1024

    /// A worker process.
    private struct Worker: Hashable {
        let host: String
        let name: String
        let processID: Int
    }

    private var found: [Worker: (count: Int, reason: String)] = [:]

    /// Takes note that a member's session has ended, unproductive or not, and why. What ends one early, as a connection
    /// that closes at once, tells nothing of its link: only work that it has finished makes up for those before.
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

    /// Why a worker is not welcome again; nil if it is.
    func objection(to hello: Hello, settings: CoordinatorSettings) -> String? {
        let worker = Worker(host: hello.host, name: hello.workerName, processID: hello.processID)
        guard let (count, reason) = found[worker], count >= UnproductiveWorkers.most else { return nil }
        return
            "it was lost \(count) times in a row before it had finished any work, at last because \(reason): it needs "
            + "a faster link, or the coordinator a longer cluster.stall_timeout (now \(settings.stallTimeout)) and "
            + "cluster.worker_timeout (now \(settings.workerTimeout))"
    }
}
