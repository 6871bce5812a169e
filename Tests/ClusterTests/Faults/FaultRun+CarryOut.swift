import Foundation
import Glibc
import Testing

/// Striking.
extension FaultRun {
    /// Whether a fault would take effect as it is meant to.
    func canStrike(_ fault: Fault) -> Bool {
        guard log.step >= fault.step else { return false }
        // What the one before led to must not be taken for what this one does.
        guard fault.worker == nil || !pending.contains(where: { $0.fault.worker == fault.worker }) else { return false }
        let coordinatorRuns = coordinatorGoesOn == nil
        // Workers give up a coordinator that stands still, which it notices only when it goes on.
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
            // It must be plain whose work was raced, and somebody else has to be there to race it.
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

    /// The occurrences of which an effect is still to come; of a worker's silence nothing comes after its end.
    private var pending: [FaultOccurrence] {
        occurrences.filter { occurrence in
            guard occurrence.fault.silence != nil, let worker = occurrence.fault.worker else {
                return !occurrence.tookEffect
            }
            return !occurrence.tookEffect && workers[worker]?.goesOn != nil
        }
    }

    /// Whether a checkpoint holds what all earlier faults have led to: a coordinator that is killed takes along what it
    /// has counted since.
    private var isSettled: Bool {
        guard pending.isEmpty else { return false }
        let counted = counted
        return expectedCounters.allSatisfy { counted[$0.key, default: 0] >= $0.value.lowerBound }
    }

    /// Does what a fault says.
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

    /// Starts a worker that was not there before.
    func startWorker(_ number: Int) throws {
        let proxy = try Proxy(to: port)
        workers[number] = FaultWorker(process: try process(of: number, behind: proxy), proxy: proxy)
    }

    /// Leads workers to a coordinator's port; to none, so that they find nobody else who may have taken that of one
    /// that is gone, if it is 0.
    func leadWorkers(to port: UInt16) {
        for worker in workers.values { worker.proxy.lead(to: port) }
    }

    private func interruptAndResume() throws {
        coordinator.signal(SIGINT)
        try require(coordinator.wait(limit: 10) == .exited(130), "the coordinator was not interrupted")
        // Who had given the coordinator up while it stood still is not told, and finds the next one.
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
