import Synchronization
import TestKit
import Testing

extension ClusterTests {
    /// Schedules by seed, always the same ones unless `CHORUS_FAULT_SEED`, the first, says otherwise.
    /// `CHORUS_FAULT_SCHEDULES` says how many. `scripts/faults` sets both, and draws the seed.
    @Suite struct RandomFaults {
        @Test(arguments: try RandomFaults.seeds())
        func schedule(seed: Int) throws {
            let schedule = FaultSchedule(seed: seed)
            let start = ContinuousClock.now
            let run = try FaultRun.check(schedule, replay: "Try it again: scripts/faults 1 \(seed)")
            // Some of the others are too late, as when the run ends while a worker is held.
            #expect(!run.effective.isEmpty, "\(run.story)")
            let seconds = ((ContinuousClock.now - start) / .seconds(1) * 10).rounded() / 10
            Self.tally.withLock { $0.add(run) }
            print("faults, seed \(seed), \(seconds) s, \(schedule.workers) workers: \(run.report)")
            if try seed == Self.seeds().last { Self.judge(Self.tally.withLock { $0 }) }
        }

        /// How often faults of each kind were injected and took effect, in all schedules together.
        private struct Tally {
            var schedules = 0
            var injected: [Fault.Kind.Name: Int] = [:]
            var effective: [Fault.Kind.Name: Int] = [:]

            mutating func add(_ run: FaultRun) {
                schedules += 1
                for occurrence in run.occurrences { injected[occurrence.fault.kind.name, default: 0] += 1 }
                for occurrence in run.effective { effective[occurrence.fault.kind.name, default: 0] += 1 }
            }
        }

        private static let tally = Mutex(Tally())

        /// Prints the counts of each kind. In this many schedules each kind must take effect at least once.
        private static func judge(_ tally: Tally) {
            for name in Fault.Kind.Name.allCases {
                let (injected, effective) = (tally.injected[name] ?? 0, tally.effective[name] ?? 0)
                print("faults: \(name.rawValue): \(effective) of \(injected) took effect")
                if tally.schedules >= 100 { #expect(effective > 0, "\(name.rawValue) never took effect") }
            }
        }

        private static func seeds() throws -> Range<Int> {
            let first = try number(of: "CHORUS_FAULT_SEED", from: 0, otherwise: 1)
            return first..<first + (try number(of: "CHORUS_FAULT_SCHEDULES", from: 1, otherwise: 4))
        }
    }
}
