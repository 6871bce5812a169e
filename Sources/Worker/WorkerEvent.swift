import Vocabulary

/// An event of a worker, for views and counters.
public enum WorkerEvent: Sendable {
    /// The worker shares no memory with the coordinator; gradients go through the socket.
    case memoryNotShared(reason: String)
    /// A coordinator has accepted this worker.
    case joining(runID: String, endpoint: String)
    /// The worker has the job and the weights, so that it can compute.
    case joined(slots: Int, classes: Int, batchSize: Int, microBatches: Int)
    /// A micro-batch of `samples` samples is computed; `batch` is the number of samples of its step.
    case computed(samples: Int, step: StepID, batch: Int)
    /// The connection of a joined worker has ended. The worker tries to join again for `patience`.
    case connectionEnded(reason: String, patience: Duration)
    /// An attempt to connect has failed; the next one follows after a delay.
    case retrying(reason: String, delay: Duration)
    /// The worker leaves, because the run is over or the `StopRequest` of its service was made.
    case leaving(reason: String)
}
