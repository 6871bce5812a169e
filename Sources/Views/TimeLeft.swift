import Foundation

/// Estimates how long an epoch and a run still take, from the steps so far.
package struct TimeLeft {
    /// Seconds of a training step: an exponential moving average; nil before the first step.
    private var stepSeconds: Double?
    /// Seconds that validation took in the last epoch that ended; 0 before that.
    private var validationSeconds = 0.0
    private let stepsPerEpoch: Int
    private let epochs: Int

    /// An estimate for a run of at most `epochs` epochs.
    package init(stepsPerEpoch: Int, epochs: Int) {
        self.stepsPerEpoch = stepsPerEpoch
        self.epochs = epochs
    }

    /// Records the time of a training step.
    package mutating func stepped(seconds: Double) {
        stepSeconds = stepSeconds.map { 0.9 * $0 + 0.1 * seconds } ?? seconds
    }

    /// Records the times of an epoch: `seconds` for all of it, and `trainingSeconds` for its training steps.
    package mutating func epochEnded(seconds: Double, trainingSeconds: Double) {
        validationSeconds = max(0, seconds - trainingSeconds)
    }

    /// Training samples per second if each step has `batchSize` samples; nil before the first step.
    package func rate(batchSize: Int) -> Double? {
        stepSeconds.map { Double(batchSize) / max($0, 1e-9) }
    }

    /// Seconds until the end of an epoch of which `step` steps are done, including the validation; nil before the first
    /// step.
    package func ofEpoch(step: Int) -> Double? {
        stepSeconds.map { Double(stepsPerEpoch - step) * $0 + validationSeconds }
    }

    /// Seconds until the end of the last epoch, if the run does not stop earlier. `step` steps of epoch `epoch` are
    /// done. Nil before the first step.
    package func ofRun(epoch: Int, step: Int) -> Double? {
        guard let stepSeconds, let rest = ofEpoch(step: step) else { return nil }
        return rest + Double(max(0, epochs - epoch)) * (Double(stepsPerEpoch) * stepSeconds + validationSeconds)
    }
}

/// A number of seconds as a short text, for instance `8s`, `2m05s`, `3h07m` or `2d04h`; `?` for 1e9 seconds (32 years)
/// or more, and for a value that is not finite.
package func durationText(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(seconds.rounded())
    func text(_ unit: Int, _ letter: String, _ part: Int, _ partLetter: String) -> String {
        String(format: "%d%@%02d%@", whole / unit, letter, whole % unit / part, partLetter)
    }
    return switch whole {
    case ..<60: "\(whole)s"
    case ..<3600: text(60, "m", 1, "s")
    case ..<86_400: text(3600, "h", 60, "m")
    default: text(86_400, "d", 3600, "h")
    }
}
