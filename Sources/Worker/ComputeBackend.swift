import Tensors
import Transport
import Vocabulary

/// The source of a worker's gradients. A ``ReplicaBackend`` computes them. A ``StubBackend`` sends constants at the
/// same pace, to measure the cluster alone. One thread calls a backend; the jobs that the backend returns run on the
/// slots' threads.
protocol ComputeBackend: AnyObject {
    /// The numerics fingerprint of this backend, which the coordinator compares with its own.
    var fingerprint: String { get }
    /// Takes the values of a bucket of the next weights. The caller has checked that the frame has the bucket's size.
    func load(_ frame: ReceivedBytes, bucket: Int)
    /// Makes the next weights the current ones. The caller ensures that no slot computes meanwhile.
    func adoptWeights()
    /// Returns the job that computes the gradient of a micro-batch with the current weights: forward and backward.
    func training(of microBatch: TrainingMicroBatch, slot: Int) -> SlotThreads.Job
    /// Returns the job that computes the sums of a micro-batch's metrics with the current weights: forward only.
    func evaluation(of microBatch: Int, in samples: ReceivedSamples, slot: Int) -> SlotThreads.Job
}

/// A micro-batch of which a slot computes the gradient.
struct TrainingMicroBatch: Sendable {
    /// The index of the micro-batch in the global batch.
    let index: Int
    /// The samples of the block that the micro-batch belongs to.
    let samples: ReceivedSamples
    /// The step that the micro-batch belongs to.
    let step: StepID
    /// The number of samples in the whole step.
    let stepSamples: Int
    /// The flat vector that receives the gradient.
    let gradient: FloatStorage
}
