import Configuration
import Foundation
import Vocabulary

/// What a run leaves unused.
extension RunLauncher {
    /// The cores of this machine, if they are more than the micro-batches of a global batch, so that some stay
    /// unused, and if Chorus has chosen the number of slots; nil otherwise.
    func idleCores(_ asked: RunConfiguration) -> IdleCapacity? {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        guard case .local(let slots, _) = workers, asked.microBatchCount < cores,
            asked.cluster.workers == nil ? slots ?? 1 == 1 : asked.cluster.workers == 0 && slots == nil
        else { return nil }
        return IdleCapacity(
            .cores, count: cores, microBatches: asked.microBatchCount, batchSize: asked.batchSize)
    }

    /// The slots of the workers that this process starts, if they are more than the micro-batches of a global batch,
    /// so that some stay idle; nil otherwise.
    func idleSlots(_ configuration: RunConfiguration) -> IdleCapacity? {
        guard case .local(let slots?, _) = workers, let count = configuration.cluster.workers.map({ max($0, 1) }),
            count * slots > configuration.microBatchCount
        else { return nil }
        return IdleCapacity(
            .slots, count: count * slots, microBatches: configuration.microBatchCount,
            batchSize: configuration.batchSize)
    }
}
