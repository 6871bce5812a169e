import Configuration
import Foundation
import Vocabulary

/// Finds cores and slots of this machine that a run leaves unused, so that the launcher can tell the user.
extension RunLauncher {
    /// The number of this machine's cores, if there are more of them than micro-batches in a global batch, so that some
    /// stay unused. Nil otherwise, and nil if the user's options for workers or slots decide how many cores the run
    /// uses.
    func idleCores(_ asked: RunConfiguration) -> IdleCapacity? {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        guard case .local(let slots, _) = workers, asked.microBatchCount < cores,
            asked.cluster.workers == nil ? slots ?? 1 == 1 : asked.cluster.workers == 0 && slots == nil
        else { return nil }
        return IdleCapacity(
            .cores, count: cores, microBatches: asked.microBatchCount, batchSize: asked.batchSize)
    }

    /// The number of slots on this machine, if the user has chosen it and it is greater than the number of
    /// micro-batches in a global batch, so that some slots stay idle; nil otherwise. It counts the slots of all workers
    /// that this process starts or, without workers, the slots of this process.
    func idleSlots(_ configuration: RunConfiguration) -> IdleCapacity? {
        guard case .local(let slots?, _) = workers, let count = configuration.cluster.workers.map({ max($0, 1) }),
            count * slots > configuration.microBatchCount
        else { return nil }
        return IdleCapacity(
            .slots, count: count * slots, microBatches: configuration.microBatchCount,
            batchSize: configuration.batchSize)
    }
}
