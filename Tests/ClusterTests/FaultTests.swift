import Foundation
import Testing

extension ClusterTests {
    /// Each kind of fault, at a place where it must take effect.
    @Suite struct Faults {
        @Test func workersGoAndCome() throws {
            let faults = try check(
                FaultSchedule(
                    workers: 3,
                    [
                        Fault(step: 4, milliseconds: 10, kind: .kill(worker: 2)),
                        Fault(step: 10, kind: .start(worker: 4)),
                        Fault(step: 18, milliseconds: 30, kind: .terminate(worker: 1)),
                    ]),
                counters: ["sessions_lost": 1, "workers_joined": 4, "workers_left": 1])
            // Killed in the middle of a step, it held a block, which others have computed.
            #expect(try faults.run.count("blocks_reassigned") + faults.run.count("blocks_raced") >= 1)
        }

        @Test func shortSilenceIsRaced() throws {
            try check(
                FaultSchedule(
                    // Of two, one that was slow would set what is usual for a while.
                    workers: 3,
                    [
                        Fault(step: 5, milliseconds: 10, kind: .stop(worker: 1, seconds: 1)),
                        Fault(step: 25, milliseconds: 10, kind: .hold(worker: 2, seconds: 1)),
                    ]),
                counters: ["blocks_raced": 2])
        }

        @Test func longSilenceEndsASession() throws {
            try check(
                FaultSchedule(
                    workers: 3,
                    [
                        Fault(step: 3, kind: .stop(worker: 1, seconds: 2.6)),
                        Fault(step: 4, milliseconds: 20, kind: .hold(worker: 2, seconds: 2.6)),
                    ]),
                counters: ["sessions_lost": 2, "workers_joined": 5])
        }

        @Test func cutConnectionsAreMadeAnew() throws {
            try check(
                FaultSchedule(
                    workers: 3,
                    [
                        Fault(step: 5, kind: .cut(worker: 1, afterBytes: 100_001)),
                        Fault(step: 15, kind: .cut(worker: 1, afterBytes: 0)),
                        Fault(step: 15, kind: .cut(worker: 2, afterBytes: 3)),
                        Fault(step: 15, kind: .cut(worker: 3, afterBytes: 0)),
                    ]),
                counters: ["sessions_lost": 4, "workers_joined": 7])
        }

        @Test func theCoordinatorGoesAndComes() throws {
            try check(
                FaultSchedule(
                    workers: 2,
                    [
                        Fault(step: 7, milliseconds: 20, kind: .killCoordinator),
                        Fault(step: 20, milliseconds: 40, kind: .interruptCoordinator),
                        Fault(step: 30, kind: .stopCoordinator(seconds: 2.4)),
                        Fault(step: 30, kind: .kill(worker: 1)),
                    ]),
                counters: ["lives": 3, "workers_joined": 6, "suspensions": 1, "sessions_lost": 1])
        }

        /// Tries a schedule of which each fault must take effect, with these counters at least.
        @discardableResult
        private func check(
            _ schedule: FaultSchedule, counters: [String: Int], at location: SourceLocation = #_sourceLocation
        ) throws -> FaultRun {
            let faults = try FaultRun.check(schedule, at: location)
            #expect(faults.effective.count == schedule.faults.count, "\(faults.story)", sourceLocation: location)
            for (counter, least) in counters {
                #expect(try faults.run.count(counter) >= least, "\(counter)\n\(faults.story)", sourceLocation: location)
            }
            print("faults: \(faults.report)")
            return faults
        }
    }
}
