import Messages
import Vocabulary

/// The durations of training steps since the members last changed.
struct StepTimes: Sendable {
    /// The first steps do not count: links and caches are cold.
    private static let cold = 5
    private static let needed = 20

    private var began: Duration?
    private var ignored = 0
    /// The seconds of the last steps.
    private var seconds: [Double] = []
    private(set) var isJudged = false

    mutating func begin(_ step: StepID, at now: Duration) {
        began = step.phase == .training ? now : nil
    }

    /// Does not measure the step that begins.
    mutating func skip() {
        began = nil
    }

    mutating func end(at now: Duration) {
        guard let began, !isJudged else { return }
        guard ignored == StepTimes.cold else {
            ignored += 1
            return
        }
        if seconds.count == StepTimes.needed { seconds.removeFirst() }
        seconds.append((now - began) / .seconds(1))
    }

    /// The median of the last steps, once there are enough.
    var median: Double? {
        seconds.count == StepTimes.needed ? seconds.sorted()[seconds.count / 2] : nil
    }

    /// Records that the advice for the present members is decided. No more steps are measured for them.
    mutating func judge() {
        isJudged = true
        seconds = []
    }
}
