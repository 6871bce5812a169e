import CLimits
import Foundation
import Networks
import Tensors
import Transport

/// The limits of this process: memory (`ulimit -v`) and open files (`ulimit -n`). They are checked before anything
/// begins, and the error is one line for the user. Without these checks an allocation could fail later, inside a
/// library, which would end the process.
public enum ProcessLimits {
    /// The bytes of memory that every command needs.
    private static let least = 64 << 20
    /// Bytes that a coordinator needs beside its vectors and images.
    private static let coordinator = 96 << 20
    /// How many files a coordinator has open by itself, and how many more for each worker.
    private static let files = (coordinator: 32, worker: 3)

    /// Adapts the process to its limits. The program calls this at its start.
    ///
    /// - Throws: ``ProcessLimitError``.
    public static func begin() throws(ProcessLimitError) {
        DescriptorLimit.raise()
        // The process that started this one may have opened a descriptor and then lowered the limit below it.
        // Foundation cannot start a process while such a descriptor is open, so it is closed.
        if let limit = DescriptorLimit.current { for file in openFiles where file >= limit { close(file) } }
        guard MemoryLimit.addressSpace != nil else { return }
        // The memory limit counts reserved memory, used or not. By default the C library reserves 64 MiB for each
        // thread that allocates, and 8 MiB for the thread's stack. The next call makes it reserve less.
        set_little_memory_aside(1 << 20)
        try require(least, for: "chorus")
    }

    /// Floats that a coordinator or a worker needs for each parameter: versions of the weights, moments, and kernels in
    /// the layout of the inner loops. A coordinator of the model `hackersrealm` was measured to use 27, besides the
    /// memory that it shares with workers.
    private static let floatsPerParameter = 30

    /// Floats for each parameter that a coordinator needs at least: two versions of the weights and of both moments.
    private static let leastFloatsPerParameter = 6

    /// Checks that the vectors of a run, such as weights and moments, fit into memory. `referee` is the number of bytes
    /// that a coordinator needs to compute blocks itself; nil if it never computes blocks.
    package static func requireMemory(parameters: Int, referee: Double?) throws(ProcessLimitError) {
        let vectors = memory(parameters: parameters)
        guard let referee else { return try require(vectors, for: "this run") }
        try require(vectors + Int(min(referee, 1e18)), for: "this run with setting verify")
        let needed = referee + Double(leastFloatsPerParameter * parameters * MemoryLayout<Float>.stride)
        guard let available = MemoryLimit.available, needed > available else { return }
        throw ProcessLimitError(
            reason:
                "this run with setting verify takes at least \(Int(min(needed, 1e18)) >> 20) MiB of memory here, "
                + "where blocks may have to be computed again, and there are \(Int(available) >> 20): leave out "
                + "setting verify, or take a machine with more memory")
    }

    /// Whether a run's vectors fit into memory (`ulimit -v`) beside the `shared` bytes that this process shares with
    /// workers.
    package static func hasMemory(parameters: Int, besides shared: Int) -> Bool {
        MemoryLimit.addressSpace == nil || MemoryLimit.canAllocate(memory(parameters: parameters) + shared)
    }

    private static func memory(parameters: Int) -> Int {
        coordinator + floatsPerParameter * parameters * MemoryLayout<Float>.stride
    }

    /// Checks that a coordinator may open the files that it needs.
    package static func requireFiles(workers: Int) throws(ProcessLimitError) {
        let needed = openFiles.count + files.coordinator + workers * files.worker
        guard let limit = DescriptorLimit.current, limit < needed else { return }
        throw ProcessLimitError(
            reason: "this process may have \(limit) files open (ulimit -n), and the run needs \(needed)"
                + (workers > 1 ? "; raise this limit, or take fewer workers" : "; raise this limit"))
    }

    /// Checks that there is memory for what a run without workers needs at least: the weights, the slots, each with its
    /// gradient, and a gradient for each micro-batch beyond the number of slots.
    package static func requireMemory(
        withoutWorkers network: Network, slots: Int, microBatches: Int, microBatchSize: Int
    ) throws(ProcessLimitError) {
        let gradients = Double((microBatches - slots) * network.layout.count * MemoryLayout<Float>.stride)
        let needed = network.leastTrainingBytes(slots: slots, microBatchSize: microBatchSize) + gradients
        guard let available = MemoryLimit.available, needed > available else { return }
        throw ProcessLimitError(
            reason: "without workers this run needs at least \(Int(min(needed, 1e18)) >> 20) MiB of memory here, and "
                + "there are \(Int(available) >> 20): use fewer slots or micro-batches, a smaller model, or a machine "
                + "with more memory")
    }

    /// The file descriptors that this process has open.
    private static var openFiles: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { Int32($0) }
    }

    private static func require(_ bytes: Int, for what: String) throws(ProcessLimitError) {
        guard let limit = MemoryLimit.addressSpace, !MemoryLimit.canAllocate(bytes) else { return }
        throw ProcessLimitError(
            reason: "this process may have \(limit >> 20) MiB of memory (ulimit -v), and less is left of it than the "
                + "\(bytes >> 20) MiB that \(what) needs; raise this limit")
    }
}

/// The system's limits for this process are too low.
public struct ProcessLimitError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The limit, what exceeds it, and what to do.
    public let reason: String

    /// The error as one line for a person.
    public var description: String { reason }
}
