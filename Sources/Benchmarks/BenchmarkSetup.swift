import Compute
import Launch

/// What a benchmark needs from the program that runs it: worker processes, and a way to stop.
public struct BenchmarkSetup: Sendable {
    /// The program whose processes are the workers.
    public let workers: WorkerProgram
    /// The request by which the program stops the benchmark early.
    public let stop: StopRequest

    /// The setup of a benchmark whose workers are processes of the program `workers`.
    public init(workers: WorkerProgram, stop: StopRequest) {
        self.workers = workers
        self.stop = stop
    }
}
