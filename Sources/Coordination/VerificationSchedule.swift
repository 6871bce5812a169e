import Vocabulary

/// Which steps are verified: every Nth training step of the run, and every Nth chunk of validation samples. Chunks are
/// counted over all epochs of this process, since the validation of an epoch may have fewer than N chunks.
package struct VerificationSchedule: Sendable {
    private let interval: UInt64?
    /// The number of chunks of validation that have begun.
    private var chunks: UInt64 = 0

    /// Verifies one step in `interval`; no step if `interval` is nil.
    package init(every interval: Int?) {
        precondition(interval ?? 1 > 0, "verify every \(interval ?? 1) steps")
        self.interval = interval.map(UInt64.init)
    }

    /// Returns whether to verify a step that begins. To be called once for each step, because chunks are counted here.
    package mutating func begin(_ step: StepID) -> Bool {
        if step.phase == .validation { chunks += 1 }
        guard let interval else { return false }
        return (step.phase == .training ? step.version + 1 : chunks).isMultiple(of: interval)
    }
}
