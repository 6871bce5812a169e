import Run

/// The worker processes that a coordinator's process has started on this machine.
package protocol WorkerProcesses: AnyObject {
    /// How many of these processes are running.
    var runningCount: Int { get }
    /// How a process has failed: of all that have failed, the one that was started first. Nil if none has failed.
    var failure: String? { get }
    /// The end of each process that has ended since the last call of this method.
    func takeEnded() -> [WorkerProcessEnd]
    /// The lines that the processes have written to standard error since the last call of this method, each with the
    /// name of the process's worker.
    func takeMessages() -> [String]
}
