import Foundation
import Glibc
import Testing

/// Injecting faults.
extension FaultRun {
    /// Whether a fault would have its intended effect now.
    func canInject(_ fault: Fault) -> Bool {
        guard log.step >= fault.step else { return false }
        // The effect of an earlier fault of the same worker must not be mistaken for the effect of this fault.
        guard fault.worker == nil || !pending.contains(where: { $0.fault.worker == fault.worker }) else { return false }
        let coordinatorRuns = coordinatorGoesOn == nil
        // Workers leave a coordinator that is suspended, and it notices that only when it continues.
        guard fault.worker == nil || ContinuousClock.now > quietUntil else { return false }
        let isHeard = fault.worker.map { log.members.contains($0) && workers[$0]?.goesOn == nil } ?? true
        switch fault.kind {
        case .start:
            return true
        case .kill:
            return isHeard
        case .terminate, .cut:
            return isHeard && coordinatorRuns
        case .stop(let worker, let seconds), .hold(let worker, let seconds):
            guard isHeard, coordinatorRuns else { return false }
            // The raced work must belong to this fault's worker, and another worker must be there to race it.
            let others = log.members.filter { $0 != worker && workers[$0]?.goesOn == nil }
            return seconds > FaultRun.workerTimeout || isSettled && !others.isEmpty
        case .killCoordinator, .stopCoordinator:
            return coordinatorRuns && isSettled
        case .interruptCoordinator:
            let living = workers.filter { $0.value.expectedEnd == nil }
            return coordinatorRuns && isSettled
                && living.allSatisfy { log.members.contains($0.key) && $0.value.goesOn == nil }
        }
    }

    /// The occurrences whose effect is still expected. When a worker's silence has ended, its effect is not expected
    /// any more.
    private var pending: [FaultOccurrence] {
        occurrences.filter { occurrence in
            guard occurrence.fault.silence != nil, let worker = occurrence.fault.worker else {
                return !occurrence.tookEffect
            }
            return !occurrence.tookEffect && workers[worker]?.goesOn != nil
        }
    }

    /// Whether a checkpoint contains the counts of all earlier faults. A killed coordinator loses its later counts.
    private var isSettled: Bool {
        guard pending.isEmpty else { return false }
        let counted = counted
        return expectedCounters.allSatisfy { counted[$0.key, default: 0] >= $0.value.lowerBound }
    }

    /// Carries out a fault.
    func carryOut(_ kind: Fault.Kind) throws {
        switch kind {
        case .kill(let number):
            let worker = try worker(number)
            worker.expectedEnd = .signalled(SIGKILL)
            worker.process.signal(SIGKILL)
        case .terminate(let number):
            let worker = try worker(number)
            worker.expectedEnd = .exited(143)
            worker.process.signal(SIGTERM)
        case .stop(let number, let seconds):
            let worker = try worker(number)
            worker.silence(for: seconds) { worker.process.signal(SIGSTOP) }
        case .hold(let number, let seconds):
            let worker = try worker(number)
            worker.silence(for: seconds) { worker.proxy.hold() }
        case .cut(let number, let bytes):
            try worker(number).proxy.cut(afterBytes: bytes)
        case .start(let number):
            try startWorker(number)
        case .killCoordinator:
            leadWorkers(to: 0)
            coordinator.signal(SIGKILL)
            try require(coordinator.wait(limit: 5) == .signalled(SIGKILL), "the coordinator was not killed")
            try resume()
        case .interruptCoordinator:
            try interruptAndResume()
        case .stopCoordinator(let seconds):
            coordinatorGoesOn = ContinuousClock.now + .seconds(seconds)
            coordinator.signal(SIGSTOP)
        }
    }

    /// Starts a new worker.
    func startWorker(_ number: Int) throws {
        let proxy = try Proxy(to: port)
        workers[number] = FaultWorker(process: try process(of: number, behind: proxy), proxy: proxy)
    }

    /// Connects the proxies to a coordinator's port. With 0 they connect to none: another process may use the old port
    /// by now.
    func leadWorkers(to port: UInt16) {
        for worker in workers.values { worker.proxy.lead(to: port) }
    }

    private func interruptAndResume() throws {
        coordinator.signal(SIGINT)
        try require(coordinator.wait(limit: 10) == .exited(130), "the coordinator was not interrupted")
        // A worker that has left the suspended coordinator gets no goodbye, and joins the next one.
        let dismissed = workers.filter { worker in
            worker.value.expectedEnd == nil && eventually(limit: 5) { !worker.value.process.isRunning }
        }
        for (number, worker) in dismissed {
            try require(worker.process.wait(limit: 5) == .exited(0), "worker \(number) did not leave")
        }
        leadWorkers(to: 0)
        try resume()
        for (number, worker) in dismissed { worker.process = try process(of: number, behind: worker.proxy) }
    }

    private func resume() throws {
        let endpoint: String
        (coordinator, endpoint) = try sandbox.startCoordinator(["--resume", "run", "--min-workers", "1"])
        port = try FaultRun.port(of: endpoint)
        leadWorkers(to: port)
    }

    private func process(of number: Int, behind proxy: Proxy) throws -> ChorusProcess {
        try sandbox.startWorker("\(number)", at: proxy.endpoint)
    }

    private func worker(_ number: Int) throws -> FaultWorker {
        try #require(workers[number], "there is no worker \(number)")
    }

    private func require(_ condition: Bool, _ problem: String) throws {
        guard condition else { throw KitError(description: problem) }
    }
}
