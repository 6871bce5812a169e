import Foundation
import Testing
import Vocabulary

/// Checks at the end of every run.
extension FaultRun {
    /// Injects the faults of the schedule. Checks that the run ends in order with the bits of the undisturbed one, and
    /// that counters prove each effect. Failures show the whole story, and `replay`, the command that repeats the run.
    static func check(
        _ schedule: FaultSchedule, replay: String = "", at location: SourceLocation = #_sourceLocation
    ) throws -> FaultRun {
        let run = try FaultRun(schedule)
        run.replay = replay
        do {
            try run.check(at: location)
        } catch {
            throw KitError(description: "\(error)\n\(run.story)")
        }
        return run
    }

    private func check(at location: SourceLocation) throws {
        try injectAll()
        leadWorkers(to: 0)
        #expect(try coordinator.wait() == .exited(0), "\(story)", sourceLocation: location)
        try checkWorkersLeave(at: location)
        #expect(try run.bits() == FaultReference.bits(), "\(story)", sourceLocation: location)
        let counters = try run.counters()
        for (counter, expected) in expectedCounters {
            let key = try #require(counter.summaryKey, sourceLocation: location)
            let count = try #require(counters[key], sourceLocation: location)
            #expect(
                expected.contains(count), "\(key) is \(count), not in \(expected)\n\(story)",
                sourceLocation: location)
        }
        for occurrence in occurrences where !occurrence.isUnobserved {
            guard let bound = occurrence.effect.bound, let seconds = occurrence.seconds else { continue }
            #expect(seconds <= bound, "\(occurrence)\n\(story)", sourceLocation: location)
        }
        try checkFiles(at: location)
        try sandbox.expectNothingLeft(at: location)
    }

    /// Checks how the workers end. A worker that got the goodbye leaves by itself, even if a signal comes after it. A
    /// worker that was disconnected at the end looks for a coordinator until it is told to stop.
    private func checkWorkersLeave(at location: SourceLocation) throws {
        let unsettled = Set(occurrences.filter { !$0.tookEffect }.compactMap(\.fault.worker))
        for (number, worker) in workers {
            var ends = [worker.expectedEnd ?? .exited(0)]
            if unsettled.contains(number) { ends.append(.exited(0)) }
            if worker.expectedEnd == nil, unsettled.contains(number) || !log.members.contains(number) {
                worker.process.signal(SIGTERM)
                ends.append(.exited(143))
            }
            let end = try worker.process.wait(limit: 5)
            #expect(ends.contains(end), "worker \(number)\n\(story)", sourceLocation: location)
        }
    }

    private func checkFiles(at location: SourceLocation) throws {
        #expect(try run.files() == RunFolder.filesOfFinishedRun, "\(story)", sourceLocation: location)
    }

    /// The outcome of each fault, in one line.
    var report: String {
        let late = schedule.faults.dropFirst(occurrences.count).map { "\($0): too late" }
        return (occurrences.map(\.description) + late).joined(separator: "; ")
    }

    /// The schedule, its outcome, and the output of all processes.
    var story: String {
        let processes = workers.sorted { $0.key < $1.key }.map { "worker \($0.key):\n\($0.value.process.errors)" }
        return """
            \(replay)
            \(schedule)
            \(report)
            log.jsonl:
            \(contents(of: run.path + "/log.jsonl"))
            coordinator:
            \(coordinator.errors)
            \(processes.joined(separator: "\n"))
            """
    }
}

extension RunFolder {
    /// The counters of the cluster that `summary.json` holds.
    func counters() throws -> [String: Int] {
        try summary().compactMapValues { $0 as? Int }
    }
}
