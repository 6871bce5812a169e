import Coordination
import Datasets
import Foundation
import Logging
import Run
import Vocabulary

extension RunLauncher {
    /// Trains in this process, without workers.
    ///
    /// - Parameter slots: nil for as many as cores.
    func trainHere(
        _ run: TrainingRun, slots: Int?, cache: PixelCache?, runID: String?, before: CheckpointFacts?,
        warnings: [String], idle: IdleCapacity?, makeDirectory: (_ runID: String) throws -> RunDirectory
    ) throws -> RunResult {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let used = min(slots ?? cores, run.job.trainPlan.microBatches)
        let settings = ServiceSettings(runID: runID, before: before, minimumWorkers: 0)
        let directory = try makeDirectory(settings.runID)
        let log = try JSONLinesLog(path: directory.logPath)
        var logger = Logger(label: "chorus") { _ in log }
        logger[metadataKey: "run"] = "\(settings.runID)"
        let monitor = RunMonitor(style: style, verbosity: verbosity, logger: logger)
        let saving = Background { [logger] in cache?.save(logger: logger) }
        defer { _ = saving.value }
        let interrupts = try Interrupts()
        let service = try LocalService(
            run: run, slots: used, settings: settings, archive: RunArchive(directory: directory), monitor: monitor,
            interrupts: interrupts)
        monitor.begins(
            RunBanner(
                job: run.job, workers: .here(slots: used), directory: directory.path,
                resumedAfter: before == nil ? nil : run.counters.version))
        for warning in warnings { monitor.warn(warning) }
        for remark in run.job.dataset.remarks { monitor.remark(remark) }
        if let idle = idle ?? idleSlots(run.job.configuration) { monitor.warn(idle.advice) }
        let stopped = try service.serve()
        if stopped == .interrupted {
            let options = slots.map { " --slots \($0)" } ?? ""
            monitor.show(
                "Interrupted after step \(run.counters.version). Go on with: "
                    + "chorus train\(options) --resume \(directory.path)")
        }
        return RunResult(
            directory: directory.path, stopped: stopped,
            exitStatus: stopped == .interrupted ? interrupts.exitStatus : 0)
    }
}
