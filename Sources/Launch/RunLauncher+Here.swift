import Datasets
import Exchange
import Foundation
import Run
import Vocabulary

extension RunLauncher {
    /// Trains in this process, without workers.
    ///
    /// - Parameter slots: how many threads compute micro-batches; nil for one thread for each core.
    func trainHere(
        _ run: TrainingRun, slots: Int?, cache: PixelCache?, runID: String?, before: CheckpointFacts?,
        warnings: [String], idle: IdleCapacity?, makeDirectory: (_ runID: String) throws -> RunDirectory
    ) throws -> RunResult {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let used = min(slots ?? cores, run.job.trainPlan.microBatches)
        let settings = ServiceSettings(runID: runID, before: before, minimumWorkers: 0)
        try ProcessLimits.requireMemory(
            withoutWorkers: run.job.network, slots: used, microBatches: run.job.trainPlan.microBatches,
            microBatchSize: run.job.microBatchSize)
        let directory = try makeDirectory(settings.runID)
        return try serve(run, in: directory, cache: cache) {
            let service = try LocalService(
                run: run, slots: used, settings: settings, archive: RunArchive(directory: directory), events: events,
                stop: stop)
            publishBeginning(
                of: run, by: .none(slots: used, isChosen: slots != nil), in: directory, isResumed: before != nil,
                warnings: warnings)
            if let idle = idle ?? idleSlots(run.job.configuration) { events.publish(.cluster(.idle(idle))) }
            return try service.serve()
        }
    }
}
