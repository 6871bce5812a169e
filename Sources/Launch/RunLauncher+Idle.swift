import Configuration
import Foundation
import Vocabulary

/// Finds cores and slots of this machine that a run leaves unused, so that the user can be told.
extension RunLauncher {
    /// The cores of this machine, if there are more of them than micro-batches in a global batch, so that some stay
    /// unused. Nil otherwise, and where options for workers or slots, not Chorus, decide how many cores are used.
    func idleCores(_ asked: RunConfiguration) -> IdleCapacity? {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        guard case .local(let slots, _) = workers, asked.microBatchCount < cores,
            asked.cluster.workers == nil ? slots ?? 1 == 1 : asked.cluster.workers == 0 && slots == nil
        else { return nil }
        return IdleCapacity(
            .cores, count: cores, microBatches: asked.microBatchCount, batchSize: asked.batchSize)
    }

    /// The slots on this machine, if the user has given their number and there are more of them than micro-batches in a
    /// global batch, so that some stay idle; nil otherwise. They are the slots of all workers that this process starts
    /// or, without workers, those of this process.
    func idleSlots(_ configuration: RunConfiguration) -> IdleCapacity? {
        guard case .local(let slots?, _) = workers, let count = configuration.cluster.workers.map({ max($0, 1) }),
            count * slots > configuration.microBatchCount
        else { return nil }
        return IdleCapacity(
            .slots, count: count * slots, microBatches: configuration.microBatchCount,
            batchSize: configuration.batchSize)
    }
}
