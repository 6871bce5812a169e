import Compute
import Launch

/// Settings from the program that runs a benchmark with worker processes.
public struct BenchmarkSetup: Sendable {
    /// The program whose processes are the workers.
    public let workers: WorkerProgram
    /// Asks the benchmark to stop.
    public let stop: StopRequest

    /// A setup with these workers.
    public init(workers: WorkerProgram, stop: StopRequest) {
        self.workers = workers
        self.stop = stop
    }
}
