import Coordination
import Foundation
import Synchronization
import Transport

/// The threads that compute, one per slot. A thread runs the jobs of its slot and makes reports. A waker signals each
/// report.
package final class SlotThreads: Sendable {
    /// The computation of a micro-batch. It makes all reports except ``SlotReport/idle``, which the thread makes when
    /// the job has ended.
    package typealias Job = @Sendable (_ report: (SlotReport) -> Void) -> Void

    private struct State {
        var jobs: [Job?]
        var reports: [(slot: Int, report: SlotReport)] = []
        var busy = 0
        var isStopped = false
    }

    private let state: Mutex<State>
    /// Counts reports, so that the reader of a report sees everything that the slot wrote before it. The mutex ensures
    /// that too, but the thread sanitizer does not see it.
    private let reported = Atomic<Int>(0)
    private let signals: [DispatchSemaphore]
    private let waker: Waker

    /// Starts a thread for each slot. The threads wake `waker` after each report.
    init(slots: Int, waker: Waker) {
        state = Mutex(State(jobs: Array(repeating: nil, count: slots)))
        signals = (0..<slots).map { _ in DispatchSemaphore(value: 0) }
        self.waker = waker
        for slot in 0..<slots {
            let thread = Thread { [self] in work(slot) }
            thread.name = "slot \(slot)"
            thread.start()
        }
    }

    /// Gives an idle slot a job.
    func run(on slot: Int, _ job: @escaping Job) {
        state.withLock {
            $0.jobs[slot] = job
            $0.busy += 1
        }
        signals[slot].signal()
    }

    /// The reports of the slots since the last call. The reports of one slot are in order.
    func takeReports() -> [(slot: Int, report: SlotReport)] {
        let reports = state.withLock { state in
            defer { state.reports = [] }
            return state.reports
        }
        _ = reported.load(ordering: .acquiring)
        return reports
    }

    /// Waits until no slot computes, and discards the reports of the slots. This takes as long as a micro-batch at
    /// most.
    func drain() {
        while state.withLock({ $0.busy > 0 }) { usleep(500) }
        _ = takeReports()
        waker.drain()
    }

    /// Makes each thread end as soon as it is idle. Does not wait for that.
    func stop() {
        state.withLock { $0.isStopped = true }
        for signal in signals { signal.signal() }
    }

    private func work(_ slot: Int) {
        while true {
            signals[slot].wait()
            let (job, isStopped) = state.withLock { state in
                defer { state.jobs[slot] = nil }
                return (state.jobs[slot], state.isStopped)
            }
            guard let job else {
                if isStopped { return }
                continue
            }
            job { report in
                reported.add(1, ordering: .releasing)
                state.withLock { $0.reports.append((slot, report)) }
                waker.wake()
            }
            state.withLock {
                $0.reports.append((slot, .idle))
                $0.busy -= 1
            }
            waker.wake()
        }
    }
}
