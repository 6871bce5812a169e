import Coordinator
import Exchange
import Foundation
import Networks
import Run
import Transport
import Worker

/// The worker processes that `chorus train` starts on this machine. They end with this process, even if it is killed:
/// the standard input of each is the reading end of a pipe. When this process ends, the system closes the writing end,
/// and the workers notice that.
package final class LocalWorkers: WorkerProcesses {
    /// The memory that the workers share with this process; nil if there is not enough memory, or the system provides
    /// no shared memory.
    package let memory: SharedMemory?
    /// A warning for the user that says why ``memory`` is nil; nil if there is shared memory.
    package let memoryWarning: String?
    private let sockets: SocketDirectory
    private let count: Int
    private let slots: Int
    private let program: WorkerProgram
    private var workers: [LocalWorker] = []
    private var processes: [Process] { workers.map(\.process) }
    private var lifeline: FileHandle?
    private var seenEnded: Set<Int32> = []

    /// Makes the folder of the socket that the workers connect to, and the memory that `count` workers share with this
    /// process to exchange weights and gradients in the given layout. Starts no process.
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
            memoryWarning = "workers and coordinator cannot share memory, so the run is slower: raise ulimit -v"
            return
        }
        do throws(TransportError) {
            memory = try SharedMemory(byteCount: byteCount)
            memoryWarning = nil
        } catch {
            memory = nil
            memoryWarning = "workers and coordinator cannot share memory, so the run is slower: \(error)"
        }
    }

    /// The size of the shared memory, in multiples of the size of the weights. Each worker needs two vectors for each
    /// slot, and four for sums of gradients that it is sending. The rest is for the weights that the coordinator sends,
    /// and for memory that killed workers have not given back. Only pages that are used take memory, so the numbers may
    /// be generous.
    private static func versions(workers: Int, slots: Int) -> Int {
        workers * (2 * slots + 4) + 4 + 2 * workers
    }

    /// The address that the workers connect to. The coordinator must listen at this address.
    package var endpoint: String { sockets.endpoint }

    /// Starts the workers. With `stub`, they are stub workers for a benchmark: they compute nothing and wait for the
    /// times in `stub` instead.
    package func start(stub: MicroBatchPace? = nil) throws(LaunchError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw .noWorkers(reason: "no pipe could be created: \(String(cString: strerror(errno)))")
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

    /// The process ids of the workers.
    package var processIDs: [Int32] { processes.map(\.processIdentifier) }

    /// How many of the worker processes are running.
    package var runningCount: Int { processes.count(where: \.isRunning) }

    /// For each worker process that has ended since the last call: how it ended.
    package func takeEnded() -> [WorkerProcessEnd] {
        let ended = workers.compactMap(\.end).filter { !seenEnded.contains($0.processID) }
        seenEnded.formUnion(ended.map(\.processID))
        return ended
    }

    /// The lines that the workers have written to standard error since the last call, each with its worker's name.
    package func takeMessages() -> [String] { workers.flatMap { $0.takeMessages() } }

    /// How the worker process with the lowest number among the failed ones has failed; nil if none has failed.
    package var failure: String? { workers.lazy.compactMap(\.failure).first }

    /// Ends all worker processes, including those that have not joined the run yet. Waits up to `grace` seconds for
    /// them to end by themselves, then kills those that still run. Returns the lines that the workers have written
    /// since the last call of ``takeMessages()``.
    package func stop(grace: Double) -> [String] {
        lifeline = nil
        let deadline = Date(timeIntervalSinceNow: grace)
        while runningCount > 0, Date() < deadline { usleep(5000) }
        for process in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for process in processes { process.waitUntilExit() }
        return takeMessages()
    }
}
