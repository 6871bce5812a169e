import Coordinator
import Exchange
import Foundation
import Networks
import Run
import Transport
import Worker

/// The worker processes of `chorus train` on this machine. They end with this process, even if it is killed. The
/// standard input of each is the reading end of a pipe whose writing end closes with this process.
package final class LocalWorkers: WorkerProcesses {
    /// The memory that they share with this process; nil if the system provides none.
    package let memory: SharedMemory?
    /// Why there is no shared memory.
    package let memoryWarning: String?
    private let sockets: SocketDirectory
    private let count: Int
    private let slots: Int
    private let program: WorkerProgram
    private var workers: [LocalWorker] = []
    private var processes: [Process] { workers.map(\.process) }
    private var lifeline: FileHandle?
    private var seenEnded: Set<Int32> = []

    /// Makes the folder of the socket, and the memory that `count` workers need for a network. Starts no process.
    ///
    /// - Throws: `TransportError.cannotCreate(path:reason:)`.
    package init(
        count: Int, slots: Int, layout: ParameterLayout, program: WorkerProgram
    ) throws(TransportError) {
        self.count = count
        self.slots = slots
        self.program = program
        sockets = try SocketDirectory()
        let versions = LocalWorkers.versions(workers: count, slots: slots)
        let byteCount = versions * layout.count * MemoryLayout<Float>.stride
        guard ProcessLimits.hasMemory(parameters: layout.count, besides: byteCount) else {
            memory = nil
            memoryWarning = "workers and coordinator have no memory together, and are slower: raise ulimit -v"
            return
        }
        do throws(TransportError) {
            memory = try SharedMemory(byteCount: byteCount)
            memoryWarning = nil
        } catch {
            memory = nil
            memoryWarning = "workers and coordinator have no memory together, and are slower: \(error)"
        }
    }

    /// The size of the shared memory, in multiples of the size of the weights. Each worker needs two vectors per slot
    /// and four for sums that are being sent. The coordinator needs some for the weights that it sends, and killed
    /// workers may still hold some. Only pages that are used take memory.
    private static func versions(workers: Int, slots: Int) -> Int {
        workers * (2 * slots + 4) + 4 + 2 * workers
    }

    /// The address that they connect to. The coordinator must listen there.
    package var endpoint: String { sockets.endpoint }

    /// Starts the workers. With `stub`, they are stub workers, which wait for the times in it instead of computing.
    package func start(stub: MicroBatchPace? = nil) throws(LaunchError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw .noWorkers(reason: "no pipe: \(String(cString: strerror(errno)))")
        }
        let reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        lifeline = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        let executable = try program.path()
        for number in 1...count {
            let worker = LocalWorker(name: "local-\(number)")
            let process = worker.process
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments =
                program.arguments + [
                    endpoint, "--slots", String(slots), "--name", "local-\(number)", "--leave-with-parent",
                    "--reconnect-timeout", "1000000",
                ] + (memory.map { ["--shared-memory", $0.path] } ?? []) + (stub.map { ["--stub", $0.text] } ?? [])
            process.standardInput = reading
            do {
                try process.run()
            } catch {
                let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
                throw .noWorkers(
                    reason: "worker \(number) of \(count) cannot be started: \(cause.localizedDescription); "
                        + "use fewer workers, or let this user have more processes, memory and files")
            }
            workers.append(worker)
        }
    }

    /// Their process ids.
    package var processIDs: [Int32] { processes.map(\.processIdentifier) }

    /// How many of them are running.
    package var runningCount: Int { processes.count(where: \.isRunning) }

    /// Those that have ended since the last call.
    package func takeEnded() -> [WorkerProcessEnd] {
        let ended = workers.compactMap(\.end).filter { !seenEnded.contains($0.processID) }
        seenEnded.formUnion(ended.map(\.processID))
        return ended
    }

    /// The lines that they have written since the last call.
    package func takeMessages() -> [String] { workers.flatMap { $0.takeMessages() } }

    /// How the first one that failed has ended; nil if none has failed.
    package var failure: String? { workers.lazy.compactMap(\.failure).first }

    /// Ends them, including those that have not joined yet. Waits up to `grace` seconds until they have left by
    /// themselves, then kills them. Returns their lines since the last call of ``takeMessages()``.
    package func stop(grace: Double) -> [String] {
        lifeline = nil
        let deadline = Date(timeIntervalSinceNow: grace)
        while runningCount > 0, Date() < deadline { usleep(5000) }
        for process in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for process in processes { process.waitUntilExit() }
        return takeMessages()
    }
}
