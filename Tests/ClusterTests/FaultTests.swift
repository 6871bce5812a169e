import Foundation
import Testing

extension ClusterTests {
    /// Each kind of fault, at a step where it must take effect.
    @Suite struct Faults {
        private static let workersGoAndCome = FaultSchedule(
            workers: 3,
            [
                Fault(step: 4, milliseconds: 10, kind: .kill(worker: 2)),
                Fault(step: 10, kind: .start(worker: 4)),
                Fault(step: 18, milliseconds: 30, kind: .terminate(worker: 1)),
            ])
        private static let shortSilence = FaultSchedule(
            // With two workers, a slow one would change the usual time for a while.
            workers: 3,
            [
                Fault(step: 5, milliseconds: 10, kind: .stop(worker: 1, seconds: 1)),
                Fault(step: 25, milliseconds: 10, kind: .hold(worker: 2, seconds: 1)),
            ])
        private static let longSilence = FaultSchedule(
            workers: 3,
            [
                Fault(step: 3, kind: .stop(worker: 1, seconds: 2.6)),
                Fault(step: 4, milliseconds: 20, kind: .hold(worker: 2, seconds: 2.6)),
            ])
        private static let cutConnections = FaultSchedule(
            workers: 3,
            [
                Fault(step: 5, kind: .cut(worker: 1, afterBytes: 100_001)),
                Fault(step: 15, kind: .cut(worker: 1, afterBytes: 0)),
                Fault(step: 15, kind: .cut(worker: 2, afterBytes: 3)),
                Fault(step: 15, kind: .cut(worker: 3, afterBytes: 0)),
            ])
        private static let coordinators = FaultSchedule(
            workers: 2,
            [
                Fault(step: 7, milliseconds: 20, kind: .killCoordinator),
                Fault(step: 20, milliseconds: 40, kind: .interruptCoordinator),
                Fault(step: 30, kind: .stopCoordinator(seconds: 2.4)),
                Fault(step: 30, kind: .kill(worker: 1)),
            ])

        @Test func everyKindHasASchedule() {
            let schedules = [
                Self.workersGoAndCome, Self.shortSilence, Self.longSilence, Self.cutConnections, Self.coordinators,
            ]
            let names = Set(schedules.flatMap(\.faults).map(\.kind.name))
            for name in Fault.Kind.Name.allCases { #expect(names.contains(name), "\(name.rawValue)") }
        }

        @Test func workersGoAndCome() throws {
            let faults = try check(
                Self.workersGoAndCome,
                counters: ["sessions_lost": 1...1, "workers_joined": 4...4, "workers_left": 1...1])
            // A worker that is killed in the middle of a step holds three of four micro-batches at most, which are two
            // blocks. So does the one that leaves. Another worker may have raced these blocks before, after a quarter
            // of a second. Workers without a fault are raced too when they are slow.
            #expect((0...4).contains(try faults.run.count("blocks_reassigned")))
            #expect(try faults.run.count("blocks_reassigned") + faults.run.count("blocks_raced") >= 1)
        }

        @Test func shortSilenceIsRaced() throws {
            // One race for each, and more if a worker without a fault is slow.
            try check(
                Self.shortSilence,
                counters: ["blocks_raced": 2...Int.max, "sessions_lost": 0...0, "workers_joined": 3...3])
        }

        @Test func longSilenceEndsASession() throws {
            try check(Self.longSilence, counters: ["sessions_lost": 2...2, "workers_joined": 5...5])
        }

        @Test func cutConnectionsAreMadeAnew() throws {
            try check(Self.cutConnections, counters: ["sessions_lost": 4...4, "workers_joined": 7...7])
        }

        @Test func theCoordinatorGoesAndComes() throws {
            // Two sessions are lost with the killed coordinator, and one with worker 1. The other worker may leave the
            // third coordinator while that is suspended. Then it joins once more.
            let faults = try check(
                Self.coordinators,
                counters: ["lives": 3...3, "workers_joined": 6...7, "suspensions": 1...1, "sessions_lost": 3...4])
            #expect(try faults.run.count("sessions_lost") - faults.run.count("workers_joined") == -3)
        }

        /// Runs a schedule. Each of its faults must take effect, and the counters must be within these bounds.
        @discardableResult
        private func check(
            _ schedule: FaultSchedule, counters: [String: ClosedRange<Int>],
            at location: SourceLocation = #_sourceLocation
        ) throws -> FaultRun {
            let faults = try FaultRun.check(schedule, at: location)
            #expect(faults.effective.count == schedule.faults.count, "\(faults.story)", sourceLocation: location)
            for (counter, expected) in counters {
                let count = try faults.run.count(counter)
                #expect(
                    expected.contains(count), "\(counter) is \(count), not in \(expected)\n\(faults.story)",
                    sourceLocation: location)
            }
            print("faults: \(faults.report)")
            return faults
        }
    }
}
