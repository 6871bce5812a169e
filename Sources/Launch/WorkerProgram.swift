import Foundation
import Run
import Synchronization

/// The program that a run starts for each of its worker processes on this machine.
public struct WorkerProgram: Sendable, Hashable {
    private enum Executable: Hashable {
        case file(String)
        case current
    }

    private let executable: Executable
    /// The program's first arguments. The arguments of `chorus-worker`, such as the coordinator's address, follow them.
    let arguments: [String]

    /// The program at a path: `chorus-worker`, or a program that acts like `chorus-worker` if its first arguments are
    /// `arguments`.
    public static func file(_ path: String, arguments: [String] = []) -> WorkerProgram {
        WorkerProgram(executable: .file(path), arguments: arguments)
    }

    /// The running program itself, started again for each worker. The program's first statement must call
    /// `Chorus.workerMain()`.
    public static let current = WorkerProgram(executable: .current, arguments: [workerArgument])

    /// The running program itself, started again for each worker. The program must run a worker when it is started with
    /// these arguments.
    package static func current(arguments: [String]) -> WorkerProgram {
        willServeWorkers.store(true, ordering: .relaxed)
        return WorkerProgram(executable: .current, arguments: arguments)
    }

    /// The first argument of this program when it is started as a worker.
    package static let workerArgument = "--chorus-worker"

    /// Records that this program becomes a worker when it is started with ``workerArgument``. Without this record no
    /// worker is started from this program, because each would start another run.
    package static func noteWorkerMain() {
        willServeWorkers.store(true, ordering: .relaxed)
    }

    /// The path of the executable.
    ///
    /// - Throws: ``LaunchError/noWorkers(reason:)`` if this program would start itself as a run instead of as a worker,
    ///   or if there is no executable file at the path.
    func path() throws(LaunchError) -> String {
        switch executable {
        case .current:
            guard WorkerProgram.willServeWorkers.load(ordering: .relaxed) else {
                throw .noWorkers(
                    reason:
                        "this program cannot be its own workers: call Chorus.workerMain() first in its main, or name "
                        + "the path of chorus-worker")
            }
            return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        case .file(let path):
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw .noWorkers(reason: "\(path) is no program that can be started; give the path of chorus-worker")
            }
            return path
        }
    }

    private static let willServeWorkers = Atomic<Bool>(false)
}
