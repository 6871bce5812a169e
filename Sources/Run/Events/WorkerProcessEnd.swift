import Glibc

/// The end of a worker process that this process had started.
public struct WorkerProcessEnd: Sendable, Hashable, CustomStringConvertible {
    /// How a process ends.
    public enum Cause: Sendable, Hashable {
        /// By itself, with an exit status.
        case exited(status: Int32)
        /// By a signal, for instance SIGKILL when the system has no memory left.
        case killed(signal: Int32)
    }

    /// The name that the worker has in the run.
    public let worker: String
    /// Its process id.
    public let processID: Int32
    /// How it ended.
    public let cause: Cause

    /// Describes the end of a worker process.
    public init(worker: String, processID: Int32, cause: Cause) {
        self.worker = worker
        self.processID = processID
        self.cause = cause
    }

    /// Whether it did not end in order.
    public var isFailure: Bool { cause != .exited(status: 0) }

    /// Signals that end a process, by their numbers.
    private static let signalNames = [
        SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP", SIGILL: "SIGILL", SIGINT: "SIGINT",
        SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGQUIT: "SIGQUIT", SIGSEGV: "SIGSEGV", SIGSYS: "SIGSYS",
        SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP", SIGXCPU: "SIGXCPU",
    ]

    /// One line for a person.
    public var description: String {
        switch cause {
        case .exited(let status): return "worker \(worker) ended with status \(status)"
        case .killed(let signal):
            let name = WorkerProcessEnd.signalNames[signal].map { " (\($0))" } ?? ""
            return "worker \(worker) was killed by signal \(signal)\(name)"
        }
    }
}
