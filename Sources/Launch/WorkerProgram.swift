import Foundation
import Run
import Synchronization

/// The program whose processes compute for a run on this machine.
public struct WorkerProgram: Sendable, Hashable {
    private enum Executable: Hashable {
        case file(String)
        case current
    }

    private let executable: Executable
    /// The arguments before a worker's own arguments.
    let arguments: [String]

    /// A program at a path: `chorus-worker`, or one whose arguments after these are those of `chorus-worker`.
    public static func file(_ path: String, arguments: [String] = []) -> WorkerProgram {
        WorkerProgram(executable: .file(path), arguments: arguments)
    }

    /// This program. Its first statement must call `Chorus.workerMain()`.
    public static let current = WorkerProgram(executable: .current, arguments: [workerArgument])

    /// This program, whose own command line handles these arguments.
    package static func current(arguments: [String]) -> WorkerProgram {
        willServeWorkers.store(true, ordering: .relaxed)
        return WorkerProgram(executable: .current, arguments: arguments)
    }

    /// The first argument of this program when it is started as a worker.
    package static let workerArgument = "--chorus-worker"

    /// Records that this program is a worker when it is started with ``workerArgument``.
    package static func noteWorkerMain() {
        willServeWorkers.store(true, ordering: .relaxed)
    }

    /// The path of the executable.
    ///
    /// - Throws: ``LaunchError/noWorkers(reason:)`` if this program would start itself as a run instead of
    ///   as a worker, or there is no such program.
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
                throw .noWorkers(reason: "\(path) is no program that can be started; name that of chorus-worker")
            }
            return path
        }
    }

    private static let willServeWorkers = Atomic<Bool>(false)
}
