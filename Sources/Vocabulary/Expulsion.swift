/// The expulsion of a worker, because its result was found to be wrong.
public struct Expulsion: Sendable, Hashable {
    /// The name of the worker.
    public let worker: String
    /// The step in which the wrong result was found.
    public let step: StepID
    /// The first version of the weights that was trained or validated with unverified results of this worker; nil if no
    /// unverified result was used.
    public let unverifiedSince: UInt64?

    /// The expulsion of a worker whose result in `step` was wrong.
    public init(worker: String, step: StepID, unverifiedSince: UInt64?) {
        self.worker = worker
        self.step = step
        self.unverifiedSince = unverifiedSince
    }

    /// The number of the step in which the wrong result was found, counted from 1 over the whole run. For a validation
    /// it is the number of the last training step before the validation.
    public var stepNumber: UInt64 { step.phase == .training ? step.version + 1 : step.version }
}
