import CLimits
import Foundation
import Tensors
import Transport

/// What the system lets this process have: memory (`ulimit -v`) and open files (`ulimit -n`). What is missing is said
/// in one line before anything begins; libraries below would end the process where they are refused it.
public enum ProcessLimits {
    /// What any command takes, in bytes.
    private static let least = 64 << 20
    /// What a coordinator takes beside its vectors and images.
    private static let coordinator = 96 << 20
    /// Files that a coordinator opens beside those that are open already, and for each of its workers.
    private static let files = (coordinator: 32, worker: 3)

    /// Makes the most of little. To be called before anything else is.
    ///
    /// - Throws: ``ProcessLimitError``.
    public static func begin() throws(ProcessLimitError) {
        DescriptorLimit.raise()
        // A file beyond the limit was inherited from before that was lowered; with one, Foundation starts no process.
        if let limit = DescriptorLimit.current { for file in openFiles where file >= limit { close(file) } }
        guard MemoryLimit.addressSpace != nil else { return }
        // The limit counts what is set aside, used or not: by default 64 MiB for each thread that allocates, and 8 for
        // its stack.
        set_little_memory_aside(1 << 20)
        try require(least, for: "chorus")
    }

    /// How many floats a coordinator or a worker has for each parameter: versions, moments, and kernels that are laid
    /// out for the inner loops. A coordinator of `hackersrealm` was seen to take 27, beside the memory that workers
    /// share.
    private static let floatsPerParameter = 30

    /// Floats for each parameter that a coordinator surely has: two versions of the weights and of both moments.
    private static let leastFloatsPerParameter = 6

    /// Asks whether the vectors of a run fit, and beside them what a coordinator takes, in bytes, that may have to
    /// compute blocks itself.
    package static func requireMemory(parameters: Int, referee: Double?) throws(ProcessLimitError) {
        let vectors = memory(parameters: parameters)
        guard let referee else { return try require(vectors, for: "this run") }
        try require(vectors + Int(min(referee, 1e18)), for: "this run with cluster.verify_every")
        let needed = referee + Double(leastFloatsPerParameter * parameters * MemoryLayout<Float>.stride)
        guard let available = MemoryLimit.available, needed > available else { return }
        throw ProcessLimitError(
            reason:
                "this run with cluster.verify_every takes at least \(Int(min(needed, 1e18)) >> 20) MiB of memory here, "
                + "where blocks may have to be computed again, and there are \(Int(available) >> 20): leave out "
                + "cluster.verify_every, or take a machine with more memory")
    }

    /// Whether a run's vectors fit beside so many bytes that are shared with workers.
    package static func hasMemory(parameters: Int, besides shared: Int) -> Bool {
        MemoryLimit.addressSpace == nil || MemoryLimit.canAllocate(memory(parameters: parameters) + shared)
    }

    private static func memory(parameters: Int) -> Int {
        coordinator + floatsPerParameter * parameters * MemoryLayout<Float>.stride
    }

    /// Asks whether a coordinator may open as many files as it has to.
    package static func requireFiles(workers: Int) throws(ProcessLimitError) {
        let needed = openFiles.count + files.coordinator + workers * files.worker
        guard let limit = DescriptorLimit.current, limit < needed else { return }
        throw ProcessLimitError(
            reason: "this process may have \(limit) files open (ulimit -n), and the run needs \(needed)"
                + (workers > 1 ? "; raise that, or take fewer workers" : "; raise that"))
    }

    /// The descriptors that are open.
    private static var openFiles: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { Int32($0) }
    }

    private static func require(_ bytes: Int, for what: String) throws(ProcessLimitError) {
        guard let limit = MemoryLimit.addressSpace, !MemoryLimit.canAllocate(bytes) else { return }
        throw ProcessLimitError(
            reason: "this process may have \(limit >> 20) MiB of memory (ulimit -v), of which \(what) needs "
                + "\(bytes >> 20) more than are left; raise that")
    }
}

/// The system's limits for this process are too low.
public struct ProcessLimitError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Which limit, what needs more, and what to do.
    public let reason: String

    /// One line for a person.
    public var description: String { reason }
}
