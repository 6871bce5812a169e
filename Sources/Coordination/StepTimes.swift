import Messages
import Vocabulary

/// How long training steps took since the members last changed.
struct StepTimes: Sendable {
    /// The first steps tell little: links and caches are cold.
    private static let cold = 5
    private static let needed = 20

    private var began: Duration?
    private var ignored = 0
    /// Of the last ones.
    private var seconds: [Double] = []
    private(set) var isJudged = false

    mutating func begin(_ step: StepID, at now: Duration) {
        began = step.phase == .training ? now : nil
    }

    /// The step that begins does not count.
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

    /// Nothing more is to be made of these members.
    mutating func judge() {
        isJudged = true
        seconds = []
    }
}
