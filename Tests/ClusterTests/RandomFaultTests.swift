import Foundation
import Testing

extension ClusterTests {
    /// Schedules by seed. `CHORUS_FAULT_SCHEDULES` says how many, `CHORUS_FAULT_SEED` which is the first: another at each
    /// run unless it is set.
    @Suite struct RandomFaults {
        @Test(arguments: RandomFaults.seeds)
        func schedule(seed: Int) throws {
            let schedule = FaultSchedule(seed: seed)
            let start = ContinuousClock.now
            let run = try FaultRun.check(schedule, replay: "Try it again: scripts/faults 1 \(seed)")
            // Of the others, some come too late, as when the run ends while one worker is held.
            #expect(!run.effective.isEmpty, "\(run.story)")
            let seconds = ((ContinuousClock.now - start) / .seconds(1) * 10).rounded() / 10
            print("faults, seed \(seed), \(seconds) s, \(schedule.workers) workers: \(run.report)")
        }

        private static let seeds: Range<Int> = {
            let environment = ProcessInfo.processInfo.environment
            let first = environment["CHORUS_FAULT_SEED"].flatMap(Int.init) ?? Int.random(in: 0..<1_000_000)
            let count = environment["CHORUS_FAULT_SCHEDULES"].flatMap(Int.init) ?? 4
            return first..<first + count
        }()
    }
}
