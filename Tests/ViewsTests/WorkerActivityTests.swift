import Messages
import Programs
import Testing
import Vocabulary

@Suite struct WorkerActivityTests {
    private func step(_ version: UInt64, _ phase: Phase = .training) -> StepID {
        StepID(phase: phase, epoch: 3, step: Int(version % 10), version: version)
    }

    @Test func aHalfOfEachStepIsAHalf() {
        var activity = WorkerActivity()
        for version in 10..<90 {
            for half in 0..<2 {
                activity.computed(
                    samples: 16, of: step(UInt64(version)), batch: 64, at: .milliseconds(version * 100 + half * 50))
            }
        }
        #expect(activity.samples == 80 * 32 && activity.steps == 80)
        #expect(activity.share == 0.5)
        #expect(abs(activity.recentShare - 0.5) < 1e-9)
        #expect(abs(activity.rate - 320) < 1)
        #expect(activity.position! == (3, 10))
    }

    @Test func stepsOfOthersCount() {
        var activity = WorkerActivity()
        for version in stride(from: 0, to: 40, by: 4) {
            activity.computed(samples: 64, of: step(UInt64(version)), batch: 64, at: .seconds(version))
        }
        // The first to the last, of which it has computed every fourth.
        #expect(activity.share == 10.0 / 37)
        #expect(activity.recentShare < 0.5)
    }

    @Test func validationIsNotTraining() {
        var activity = WorkerActivity()
        activity.computed(samples: 64, of: step(0, .validation), batch: 64, at: .zero)
        #expect(activity.samples == 0 && activity.position == nil && activity.share == 0)
    }
}
