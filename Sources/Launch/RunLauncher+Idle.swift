import Configuration
import Foundation
import Vocabulary

/// What a run leaves unused.
extension RunLauncher {
    /// The unused cores of this machine, if Chorus has chosen the number of slots.
    func idleCores(_ asked: RunConfiguration) -> IdleCapacity? {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        guard case .local(let slots, _) = workers, asked.microBatchCount < cores,
            asked.cluster.workers == nil ? slots ?? 1 == 1 : asked.cluster.workers == 0 && slots == nil
        else { return nil }
        return IdleCapacity(
            .cores, count: cores, microBatches: asked.microBatchCount, batchSize: asked.batchSize)
    }

    /// The slots of started workers for which a batch has no micro-batch.
    func idleSlots(_ configuration: RunConfiguration) -> IdleCapacity? {
        guard case .local(let slots?, _) = workers, let count = configuration.cluster.workers.map({ max($0, 1) }),
            count * slots > configuration.microBatchCount
        else { return nil }
        return IdleCapacity(
            .slots, count: count * slots, microBatches: configuration.microBatchCount,
            batchSize: configuration.batchSize)
    }
}
