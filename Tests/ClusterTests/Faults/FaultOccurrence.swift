import Foundation

/// A fault that has been injected.
struct FaultOccurrence {
    let fault: Fault
    let effect: FaultEffect
    /// When.
    var time: Date
    /// How many lines the log had then, and how often blocks had been raced.
    let logCount: Int
    let racedBefore: Int
    /// Whether the coordinator itself stood still then, and could notice nothing.
    let isUnobserved: Bool
    /// Whether it was seen to take effect.
    var tookEffect = false
    /// The seconds until the log told of the effect.
    var seconds: Double?
}

extension FaultOccurrence: CustomStringConvertible {
    /// For instance `at step 5 kill worker 2: 0.31 s`.
    var description: String {
        let effect = !tookEffect ? "no effect" : seconds.map { String(format: "%.3f s", $0) } ?? "took effect"
        return "\(fault): \(effect)" + (isUnobserved ? " (unobserved)" : "")
    }
}
