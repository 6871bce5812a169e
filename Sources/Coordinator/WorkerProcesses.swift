import Run

/// The worker processes that a coordinator's process has started on this machine.
package protocol WorkerProcesses: AnyObject {
    /// How many of these processes are running.
    var runningCount: Int { get }
    /// How the first of these processes that failed has ended; nil if none has failed.
    var failure: String? { get }
    /// The ends of the processes that have ended since the last call.
    func takeEnded() -> [WorkerProcessEnd]
    /// The lines that the processes have written to standard error since the last call.
    func takeMessages() -> [String]
}
