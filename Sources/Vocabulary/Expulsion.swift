/// A worker that was found to be wrong.
public struct Expulsion: Sendable, Hashable {
    /// Its name.
    public let worker: String
    /// The step in which it was found.
    public let step: StepID
    /// The first version of the weights that was trained or validated with unverified results of this worker; nil if
    /// there is none.
    public let unverifiedSince: UInt64?

    /// The expulsion of a worker.
    public init(worker: String, step: StepID, unverifiedSince: UInt64?) {
        self.worker = worker
        self.step = step
        self.unverifiedSince = unverifiedSince
    }

    /// The number of the step in which the worker was found to be wrong. For a validation it is the number of the
    /// last training step before it.
    public var stepNumber: UInt64 { step.phase == .training ? step.version + 1 : step.version }
}
