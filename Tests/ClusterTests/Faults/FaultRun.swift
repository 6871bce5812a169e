import Foundation
import Glibc
import Testing
import Vocabulary

/// Runs a schedule of faults on real processes: a coordinator, and workers that each have their own proxy.
final class FaultRun {
    /// Seconds of silence after which a worker is lost.
    static let workerTimeout = 2.0
    /// Tenths of a second for which a worker is silent if its work should be raced but its session kept.
    static let shortSilence = 6...10
    /// Tenths of a second for which a worker is silent if its session should end.
    static let longSilence = 24...32
    /// Tenths of a second for which a coordinator is suspended: long enough for it to notice the suspension.
    static let suspension = 22...30
    /// Seconds that a schedule may take, many times the usual duration.
    private static let limit = 60.0

    let schedule: FaultSchedule
    /// The command that repeats the run.
    var replay = ""
    let sandbox: Sandbox
    let run: RunFolder
    var log: RunLog
    var coordinator: ChorusProcess
    var workers: [Int: FaultWorker] = [:]
    /// The port of the running coordinator.
    var port: UInt16
    /// When a suspended coordinator continues.
    var coordinatorGoesOn: ContinuousClock.Instant?
    /// Until this time, a coordinator that continues after a suspension may still be noticing what its workers did
    /// meanwhile.
    private(set) var quietUntil = ContinuousClock.now
    private(set) var occurrences: [FaultOccurrence] = []
    private var next = 0
    private var nextDue: ContinuousClock.Instant?
    private let deadline = ContinuousClock.now + .seconds(FaultRun.limit)

    /// Starts the processes, and waits until all first workers are members.
    init(_ schedule: FaultSchedule) throws {
        self.schedule = schedule
        sandbox = try Sandbox()
        run = sandbox.runFolder("run")
        log = RunLog(of: run)
        try FaultReference.writeFiles(to: sandbox)
        let endpoint: String
        (coordinator, endpoint) = try sandbox.startCoordinator([
            "--config", "faults.yaml", "--out", "run", "--checkpoint-every", "1", "--min-workers",
            "\(schedule.workers)", "--worker-timeout", "\(FaultRun.workerTimeout)", "--stall-timeout", "4",
        ])
        port = try FaultRun.port(of: endpoint)
        for worker in 1...schedule.workers { try startWorker(worker) }
        try wait("all workers have joined") { log.members.count == schedule.workers && log.step >= 0 }
    }

    deinit {
        // A worker behind a held proxy would not end, so everything is released first.
        for worker in workers.values { worker.release() }
    }

    /// Injects the faults of the schedule until the run is over.
    func injectAll() throws {
        while coordinator.isRunning {
            releaseWhatIsDue()
            if try log.update() { noteEffects() }
            if isNextDue() {
                nextDue = nil
                next += 1
                try inject(schedule.faults[next - 1])
            }
            try requireTime("the run is over")
            usleep(2000)
        }
        for worker in workers.values { worker.release() }
        try log.update()
        noteEffects()
    }

    /// The faults that took effect, as the log or a checkpoint shows.
    var effective: [FaultOccurrence] { occurrences.filter(\.tookEffect) }

    /// Waits until the log meets a condition.
    func wait(_ aim: String, until condition: () -> Bool) throws {
        while !condition() {
            try log.update()
            try requireTime(aim)
            usleep(2000)
        }
    }

    private func requireTime(_ aim: String) throws {
        guard ContinuousClock.now > deadline else { return }
        throw KitError(description: "it takes more than \(FaultRun.limit) s until \(aim)")
    }

    private func releaseWhatIsDue() {
        let now = ContinuousClock.now
        for worker in workers.values where worker.goesOn.map({ $0 <= now }) == true { worker.release() }
        guard let time = coordinatorGoesOn, time <= now else { return }
        coordinator.signal(SIGCONT)
        coordinatorGoesOn = nil
        quietUntil = now + .seconds(1)
    }

    private func isNextDue() -> Bool {
        guard next < schedule.faults.count, coordinator.isRunning, canInject(schedule.faults[next]) else {
            nextDue = nil
            return false
        }
        let now = ContinuousClock.now
        let due = nextDue ?? now + .milliseconds(schedule.faults[next].milliseconds)
        nextDue = due
        return due <= now
    }

    private func inject(_ fault: Fault) throws {
        occurrences.append(
            FaultOccurrence(
                fault: fault, effect: fault.effect(workerTimeout: FaultRun.workerTimeout), time: Date(),
                logCount: log.entries.count, racedBefore: counted[.blocksRaced, default: 0],
                isUnobserved: coordinatorGoesOn != nil))
        try carryOut(fault.kind)
    }

    private func noteEffects() {
        let lastRaced = occurrences.lastIndex { $0.effect.event == nil }
        for index in occurrences.indices where !occurrences[index].tookEffect {
            let occurrence = occurrences[index]
            guard let event = occurrence.effect.event else {
                // Raced blocks are only counted, so a rise proves the effect of the last such occurrence alone.
                guard index == lastRaced else { continue }
                occurrences[index].tookEffect = counted[.blocksRaced, default: 0] > occurrence.racedBefore
                continue
            }
            guard let entry = log.entry(from: occurrence.logCount, event) else { continue }
            occurrences[index].tookEffect = true
            // A cut takes place only after some bytes have passed, which is later than its injection.
            if case .cut(let worker, _) = occurrence.fault.kind, let cut = workers[worker]?.proxy.lastCut {
                occurrences[index].time = cut
            }
            occurrences[index].seconds = entry.time.timeIntervalSince(occurrences[index].time)
        }
    }

    /// The counters in the last checkpoint or at the end.
    var counted: [ClusterCounter: Int] {
        let counters = try? coordinator.isRunning ? run.checkpointedCounters() : run.counters()
        return FaultEffect.counters.reduce(into: [:]) { $0[$1] = $1.summaryKey.flatMap { counters?[$0] } ?? 0 }
    }

    static func port(of endpoint: String) throws -> UInt16 {
        try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
    }
}

/// A worker behind its own proxy.
final class FaultWorker {
    let proxy: Proxy
    var process: ChorusProcess
    /// How it should end, once it was told to.
    var expectedEnd: ProcessEnd?
    /// When its silence ends.
    private(set) var goesOn: ContinuousClock.Instant?

    init(process: ChorusProcess, proxy: Proxy) {
        self.process = process
        self.proxy = proxy
    }

    /// Makes it silent for some seconds.
    func silence(for seconds: Double, by action: () -> Void) {
        goesOn = ContinuousClock.now + .seconds(seconds)
        action()
    }

    /// Ends its silence.
    func release() {
        guard goesOn != nil else { return }
        goesOn = nil
        process.signal(SIGCONT)
        proxy.release()
    }
}
