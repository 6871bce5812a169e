import Coordinator
import Exchange
import Foundation
import Networks
import Run
import Transport
import Worker

/// The worker processes of `chorus train` on this machine. They leave with this process, however it ends: each holds
/// the reading end of a pipe, as its standard input, whose writing end closes with this process.
package final class LocalWorkers: WorkerProcesses {
    /// What they share with this process; nil if the system has none to give.
    package let memory: SharedMemory?
    /// Why there is none.
    package let memoryWarning: String?
    private let sockets: SocketDirectory
    private let count: Int
    private let slots: Int
    private let program: WorkerProgram
    private var workers: [LocalWorker] = []
    private var processes: [Process] { workers.map(\.process) }
    private var lifeline: FileHandle?
    private var seenEnded: Set<Int32> = []

    /// None yet, but a folder for the socket, and memory for what `count` of them exchange about a network.
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

    /// How often the weights fit into the shared memory: for each worker two vectors a slot and four sums that are
    /// sent, and for those that the coordinator sends and what workers that were killed still read. Only what is used
    /// takes memory.
    private static func versions(workers: Int, slots: Int) -> Int {
        workers * (2 * slots + 4) + 4 + 2 * workers
    }

    /// The address that they connect to; the coordinator is to listen there.
    package var endpoint: String { sockets.endpoint }

    /// Starts them, or stubs of a pace.
    ///
    /// - Throws: ``RunError/workersEnded(reason:isResumable:)`` if they cannot be started.
    package func start(stub: MicroBatchPace? = nil) throws(RunError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw .workersEnded(reason: "no pipe: \(String(cString: strerror(errno)))")
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
                throw .workersEnded(
                    reason: "worker \(number) of \(count) cannot be started: \(cause.localizedDescription); "
                        + "use fewer workers, or let this user have more processes, memory and files")
            }
            workers.append(worker)
        }
    }

    /// Their process ids.
    package var processIDs: [Int32] { processes.map(\.processIdentifier) }

    /// How many of them are alive.
    package var runningCount: Int { processes.count(where: \.isRunning) }

    /// The process ids of those that have ended since the last call.
    package func takeEnded() -> [Int32] {
        let ended = processes.filter { !$0.isRunning }.map(\.processIdentifier).filter { !seenEnded.contains($0) }
        seenEnded.formUnion(ended)
        return ended
    }

    /// What they have said since the last call, a line each.
    package func takeMessages() -> [String] { workers.flatMap { $0.takeMessages() } }

    /// How the first of them ended that did not end well; nil if all of them did.
    package var failure: String? { workers.first { !$0.process.isRunning && $0.process.terminationStatus != 0 }?.end }

    /// Lets them go, those too that have not joined yet: waits for `grace` seconds until they have left by themselves,
    /// then ends them. Returns what they have said since the last call of ``takeMessages()``.
    package func stop(grace: Double) -> [String] {
        lifeline = nil
        let deadline = Date(timeIntervalSinceNow: grace)
        while runningCount > 0, Date() < deadline { usleep(5000) }
        for process in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for process in processes { process.waitUntilExit() }
        return takeMessages()
    }
}
