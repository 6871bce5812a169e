import Foundation

/// A fault that has been injected.
struct FaultOccurrence {
    let fault: Fault
    let effect: FaultEffect
    /// The time.
    var time: Date
    /// The lines of the log and the number of raced blocks at that time.
    let logCount: Int
    let racedBefore: Int
    /// Whether the coordinator itself was suspended then and could not notice the fault.
    let isUnobserved: Bool
    /// Whether it was seen to take effect.
    var tookEffect = false
    /// The seconds until the log showed the effect.
    var seconds: Double?
}

extension FaultOccurrence: CustomStringConvertible {
    /// For instance `at step 5 kill worker 2: 0.31 s`.
    var description: String {
        let effect = !tookEffect ? "no effect" : seconds.map { String(format: "%.3f s", $0) } ?? "took effect"
        return "\(fault): \(effect)" + (isUnobserved ? " (unobserved)" : "")
    }
}
