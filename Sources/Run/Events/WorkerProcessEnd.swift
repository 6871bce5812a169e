import Glibc

/// The end of a worker process that this process had started.
public struct WorkerProcessEnd: Sendable, Hashable, CustomStringConvertible {
    /// How a worker process ended.
    public enum Cause: Sendable, Hashable {
        /// The process exited by itself, with an exit status.
        case exited(status: Int32)
        /// A signal killed the process, for instance SIGKILL when the system has no memory left.
        case killed(signal: Int32)
    }

    /// The name that the worker has in the run.
    public let worker: String
    /// The id that the system gave the worker process.
    public let processID: Int32
    /// Whether the worker process exited by itself or was killed by a signal.
    public let cause: Cause

    /// Describes the end of a worker process.
    public init(worker: String, processID: Int32, cause: Cause) {
        self.worker = worker
        self.processID = processID
        self.cause = cause
    }

    /// Whether a signal killed the process, or its exit status is not 0.
    public var isFailure: Bool { cause != .exited(status: 0) }

    /// The names of signals that end a process, by their numbers.
    private static let signalNames = [
        SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP", SIGILL: "SIGILL", SIGINT: "SIGINT",
        SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGQUIT: "SIGQUIT", SIGSEGV: "SIGSEGV", SIGSYS: "SIGSYS",
        SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP", SIGXCPU: "SIGXCPU",
    ]

    /// The end of the worker process as one line for a person.
    public var description: String {
        switch cause {
        case .exited(let status): return "worker \(worker) ended with status \(status)"
        case .killed(let signal):
            let name = WorkerProcessEnd.signalNames[signal].map { " (\($0))" } ?? ""
            return "worker \(worker) was killed by signal \(signal)\(name)"
        }
    }
}
