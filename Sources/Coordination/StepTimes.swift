import Messages
import Vocabulary

/// The durations of training steps since the members last changed.
struct StepTimes: Sendable {
    /// The number of steps after a change of the members that do not count, because links and caches are cold.
    private static let cold = 5
    /// The number of steps of which the median is taken.
    private static let needed = 20

    private var began: Duration?
    private var ignored = 0
    /// The seconds of each of the last steps, at most ``needed``.
    private var seconds: [Double] = []
    private(set) var isJudged = false

    mutating func begin(_ step: StepID, at now: Duration) {
        began = step.phase == .training ? now : nil
    }

    /// Does not measure the step that begins: a verified step takes longer than others.
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

    /// The median of the seconds of the last steps; nil before enough steps have ended.
    var median: Double? {
        seconds.count == StepTimes.needed ? seconds.sorted()[seconds.count / 2] : nil
    }

    /// Records that the coordinator has decided whether to give advice for the present members. No more steps are
    /// measured until the members change.
    mutating func judge() {
        isJudged = true
        seconds = []
    }
}
