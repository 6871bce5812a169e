/// The purpose of a step.
public enum Phase: UInt8, Sendable, Hashable {
    /// A global batch, whose gradient updates the weights.
    case training = 0
    /// A chunk of the validation or test samples, of which only metrics are computed.
    case validation = 1
}

/// Identifies a step of the run. Messages name their step by it.
public struct StepID: Sendable, Hashable {
    /// Training or validation.
    public var phase: Phase
    /// The epoch, at most 65535.
    public var epoch: Int
    /// The step within the epoch, or the chunk of a validation.
    public var step: Int
    /// The weights version that the step computes with.
    public var version: UInt64

    /// The name of a step.
    public init(phase: Phase, epoch: Int, step: Int, version: UInt64) {
        self.phase = phase
        self.epoch = epoch
        self.step = step
        self.version = version
    }
}

extension StepID: Comparable {
    /// The order in which a run takes its steps: an epoch's validation comes after its training.
    public static func < (left: StepID, right: StepID) -> Bool {
        (left.epoch, left.phase.rawValue, left.step, left.version)
            < (right.epoch, right.phase.rawValue, right.step, right.version)
    }
}
