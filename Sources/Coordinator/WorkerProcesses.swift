/// The worker processes that a coordinator's process has started on this machine.
package protocol WorkerProcesses: AnyObject {
    /// How many of them are alive.
    var runningCount: Int { get }
    /// How the first of them ended that did not end well; nil if all of them did.
    var failure: String? { get }
    /// The process ids of those that have ended since the last call.
    func takeEnded() -> [Int32]
    /// What they have said since the last call, a line each.
    func takeMessages() -> [String]
}
