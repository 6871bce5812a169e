import Run

/// The worker processes that a coordinator's process has started on this machine.
package protocol WorkerProcesses: AnyObject {
    /// How many of them are alive.
    var runningCount: Int { get }
    /// How the first one that failed has ended; nil if none has failed.
    var failure: String? { get }
    /// Those that have ended since the last call.
    func takeEnded() -> [WorkerProcessEnd]
    /// The lines that they have written since the last call.
    func takeMessages() -> [String]
}
