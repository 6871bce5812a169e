/// Whether a step trains or validates.
public enum Phase: UInt8, Sendable, Hashable {
    /// A global batch, whose gradient updates the weights.
    case training = 0
    /// A chunk of the validation samples, of which only metrics are computed.
    case validation = 1
}

/// Identifies a step of the run, also in messages.
public struct StepID: Sendable, Hashable {
    /// Whether the step trains or validates.
    public var phase: Phase
    /// The epoch of the step, counted from 1 and at most 65535.
    public var epoch: Int
    /// The index of the step within the epoch, or of the chunk within the validation, from 0.
    public var step: Int
    /// The version of the weights that the step computes with.
    public var version: UInt64

    /// Identifies a step by its phase, its epoch, its number and the version of the weights.
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
