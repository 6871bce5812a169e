import Messages

/// How long training steps took since the members last changed.
struct Pace: Sendable {
    /// The first steps tell little: links and caches are cold.
    private static let ignored = 5
    private static let needed = 20

    private var began: Duration?
    /// The ignored ones, and the last of the others.
    private var seconds: [Double] = []
    private var next = 0
    private(set) var isJudged = false

    mutating func begin(_ step: StepID, at now: Duration) {
        began = step.phase == .training ? now : nil
    }

    mutating func end(at now: Duration) {
        guard let began, !isJudged else { return }
        if seconds.count < Pace.ignored + Pace.needed {
            seconds.append((now - began) / .seconds(1))
        } else {
            seconds[Pace.ignored + next] = (now - began) / .seconds(1)
            next = (next + 1) % Pace.needed
        }
    }

    /// The median of the last steps, once there are enough.
    var median: Double? {
        let counted = seconds.dropFirst(Pace.ignored).sorted()
        return counted.count >= Pace.needed ? counted[counted.count / 2] : nil
    }

    /// Nothing more is to be made of these members.
    mutating func judge() {
        isJudged = true
        seconds = []
    }
}
