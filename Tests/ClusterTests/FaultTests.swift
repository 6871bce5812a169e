import Foundation
import Testing

extension ClusterTests {
    /// Each kind of fault by itself, and its proof.
    @Suite struct Faults {
        @Test(arguments: [
            FaultSchedule(workers: 3, [Fault(step: 4, milliseconds: 10, kind: .kill(worker: 2))]),
            FaultSchedule(workers: 3, [Fault(step: 4, kind: .stop(worker: 1, seconds: 2.6))]),
            FaultSchedule(workers: 2, [Fault(step: 7, milliseconds: 20, kind: .killCoordinator)]),
        ])
        func oneFault(schedule: FaultSchedule) throws {
            let run = try FaultRun(schedule)
            try run.check()
            #expect(run.effective.count == schedule.faults.count, "\(run.story)")
            print(run.strikes)
        }
    }
}
