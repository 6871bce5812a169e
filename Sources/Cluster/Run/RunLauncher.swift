import Checkpoints
import Configuration
import Coordination
import Datasets
import Files
import Foundation
import Logging
import Messages
import Networks
import Run
import Tensors
import Transport
import Vocabulary

/// Starts a run, or goes on with one, from options to summary.
public struct RunLauncher {
    /// Where the workers come from.
    public enum Workers: Sendable {
        /// Processes that are started here, as many as the configuration says, each with as many slots: nil for 1. For 0
        /// processes this one computes itself; then nil is for as many slots as cores.
        case local(slots: Int?)
        /// They connect by themselves to this address.
        case remote(endpoint: String, insecure: Bool)

        fileprivate var isLocal: Bool {
            if case .local = self { true } else { false }
        }

        /// The most floats that are exchanged as one.
        fileprivate var bucketLimit: Int {
            switch self {
            case .local: ParameterLayout.localBucketLimit
            case .remote: ParameterLayout.remoteBucketLimit
            }
        }
    }

    private let workers: Workers
    let style: RunMonitor.Style
    let verbosity: RunMonitor.Verbosity

    /// A launcher.
    ///
    /// - Parameters:
    ///   - style: what is shown on standard output while the run goes on.
    ///   - verbosity: what is shown on standard error.
    public init(workers: Workers, style: RunMonitor.Style, verbosity: RunMonitor.Verbosity = .normal) {
        self.workers = workers
        self.style = style
        self.verbosity = verbosity
    }

    /// Trains in a new run directory.
    ///
    /// - Parameter out: the directory, nil for `runs/<model>-<date>-<time>`.
    /// - Throws: what is wrong with options, data or directory, or why the run could not go on.
    public func start(_ configuration: RunConfiguration, out: String?) throws -> RunResult {
        let idle = idleCores(configuration)
        let configuration = try prepared(configuration)
        let path = out ?? RunDirectory.defaultPath(model: configuration.model)
        try RunDirectory.requireFree(path)
        if configuration.data.path == nil { try TrainingData.requireGeneratedShape(configuration) }
        if configuration.data.path == nil, style != .silent {
            Console.show(
                "No DATA is given: training on \(TrainingData.generatedFaces) generated faces for "
                    + "\(configuration.epochs) epoch\(configuration.epochs == 1 ? "" : "s")"
                    + (configuration.epochs == RunConfiguration.onGeneratedFaces.epochs
                        ? "; --epochs N for another number" : "")
            )
        }
        let cache = PixelCache(configuration.data)
        let run = try TrainingRun(job: job(configuration, cache: cache))
        return try serve(run, cache: cache, idle: idle) { runID in
            try RunDirectory(creating: path, runID: runID, configuration: configuration)
        }
    }

    /// Goes on with the run of a directory.
    ///
    /// - Parameter change: sets the options that were given anew.
    /// - Throws: as ``start(_:out:)``, and ``RunError/resumeDiffers(path:differences:)`` if options or data differ that
    ///   decide the result.
    public func resume(_ path: String, change: (inout RunConfiguration) throws -> Void) throws -> RunResult {
        let directory = try RunDirectory(resuming: path)
        var before = RunConfiguration()
        try before.read(file: directory.configurationPath, .own)
        var wanted = before
        try change(&wanted)
        wanted = try prepared(wanted)
        let differences = wanted.differences(from: before)
        guard differences.isEmpty else { throw RunError.resumeDiffers(path: path, differences: differences) }

        let cache = PixelCache(wanted.data)
        guard let loaded = try directory.lastCheckpoint() else {
            let run = try TrainingRun(job: job(wanted, cache: cache))
            return try serve(run, cache: cache, runID: directory.runID) { try directory.keeping($0) }
        }
        let unchecked = try CheckpointOrigin(of: loaded.file, path: loaded.path).check(
            path: loaded.path, in: directory, wanted: wanted)
        try directory.requireOwnBest()
        let run = try TrainingRun(job: job(wanted, cache: cache), resuming: loaded.file, path: loaded.path)
        let archive = RunArchive(directory: directory)
        var facts = try CheckpointFacts(of: loaded.file, path: loaded.path)
        if case .finished(let reason) = run.work {
            // A process that was killed after the last checkpoint has left the rest undone.
            if !archive.hasSummary(of: loaded.file) { _ = try archive.close(run, facts: facts, stopped: reason) }
            return RunResult(directory: path, stopped: nil, exitStatus: 0)
        }
        // A coordinator that ends in order writes its summary last.
        facts.clusterCounters.endLife(inOrder: archive.hasSummary(of: loaded.file))
        let kept = try directory.keeping(facts.runID)
        try AtomicFile.write(wanted.yaml(), to: directory.configurationPath)
        if loaded.warning != nil { try directory.checkpoints.setAsideDamagedLast() }
        let warnings = unchecked + [loaded.warning].compactMap(\.self)
        return try serve(run, cache: cache, before: facts, warnings: warnings) { _ in kept }
    }

    private func prepared(_ configuration: RunConfiguration) throws -> RunConfiguration {
        var configuration = configuration
        // The run may be resumed from another folder.
        func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
        if let path = configuration.data.path { try DatasetReader.requirePath(path) }
        configuration.data.path = configuration.data.path.map(absolute)
        if configuration.isModelFile { configuration.model = absolute(configuration.model) }
        try configuration.validate()
        _ = try configuration.modelSpec()
        configuration = configuration.resolved(cores: ProcessInfo.processInfo.activeProcessorCount)
        if case .remote(let endpoint, let insecure) = workers {
            configuration.cluster.workers = nil
            try Listener.requireAllowed(endpoint, insecure: insecure)
        }
        return configuration
    }

    private func job(_ configuration: RunConfiguration, cache: PixelCache?) throws -> TrainingJob {
        let progress = style == .terminal ? LoadingProgress() : nil
        defer { progress?.clear() }
        let job = try TrainingJob(
            configuration: configuration,
            dataset: TrainingData.read(configuration, decoded: cache) { progress?.show($0, of: $1) },
            bucketLimit: workers.bucketLimit)
        try MessageLimits.require(job)
        let referee = configuration.verify.map { _ in
            job.network.leastTrainingBytes(slots: 1, microBatchSize: job.microBatchSize)
        }
        try ProcessLimits.requireMemory(parameters: job.network.layout.count, referee: referee)
        return job
    }

    /// The cores of this machine that nobody computes on, if their number was left to Chorus.
    private func idleCores(_ asked: RunConfiguration) -> IdleCapacity? {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        guard case .local(let slots) = workers, asked.microBatchCount < cores,
            asked.cluster.workers == nil ? slots ?? 1 == 1 : asked.cluster.workers == 0 && slots == nil
        else { return nil }
        return IdleCapacity(
            .cores, count: cores, microBatches: asked.microBatchCount, batchSize: asked.batchSize)
    }

    /// The slots of the workers that are started here for which a batch has no micro-batch.
    func idleSlots(_ configuration: RunConfiguration) -> IdleCapacity? {
        guard case .local(let slots?) = workers, let count = configuration.cluster.workers.map({ max($0, 1) }),
            count * slots > configuration.microBatchCount
        else { return nil }
        return IdleCapacity(
            .slots, count: count * slots, microBatches: configuration.microBatchCount,
            batchSize: configuration.batchSize)
    }

    private func bannerWorkers(_ listener: Listener, needed: Int) -> RunBanner.Workers {
        switch workers {
        case .local(let slots): .local(count: needed, slots: slots ?? 1)
        case .remote: .remote(needed: needed, endpoint: listener.endpoint)
        }
    }

    private func serve(
        _ run: TrainingRun, cache: PixelCache?, runID: String? = nil, before: CheckpointFacts? = nil,
        warnings: [String] = [], idle: IdleCapacity? = nil, makeDirectory: (_ runID: String) throws -> RunDirectory
    ) throws -> RunResult {
        let configuration = run.job.configuration.cluster
        if case .local(let slots) = workers, configuration.workers == 0 {
            return try trainHere(
                run, slots: slots, cache: cache, runID: runID, before: before, warnings: warnings, idle: idle,
                makeDirectory: makeDirectory)
        }
        try ProcessLimits.requireFiles(workers: workers.isLocal ? configuration.workers ?? 1 : 0)
        var settings = ServiceSettings(
            runID: runID, before: before, minimumWorkers: configuration.minimumWorkers)
        let listener: Listener
        var processes: LocalWorkers?
        var resumeCommand = "chorus train"
        switch workers {
        case .remote(let endpoint, let insecure):
            listener = try Listener(endpoint, layout: run.job.network.layout)
            // A name may have got another address since it was looked at.
            try Listener.requireAllowed(listener.endpoint, insecure: insecure)
            resumeCommand = "chorus coordinator --bind \(listener.endpoint)" + (insecure ? " --insecure" : "")
        case .local(let slots):
            settings.minimumWorkers = configuration.workers ?? 1
            if let slots, slots > 1 { resumeCommand += " --slots \(slots)" }
            let local = try LocalWorkers(
                count: settings.minimumWorkers, slots: slots ?? 1, layout: run.job.network.layout)
            listener = try Listener(local.endpoint, layout: run.job.network.layout, memory: local.memory)
            processes = local
        }
        defer { processes?.stop(grace: 5) }
        let idle = idle ?? idleSlots(run.job.configuration)
        if processes != nil, let idle { Console.complain(idle.advice) }
        // They start while this process gets ready for them.
        try processes?.start()

        let directory = try makeDirectory(settings.runID)
        let log = try JSONLinesLog(path: directory.logPath)
        var logger = Logger(label: "chorus") { _ in log }
        logger[metadataKey: "run"] = "\(settings.runID)"
        let monitor = RunMonitor(
            style: style, verbosity: verbosity, localWorkers: processes == nil ? 0 : settings.minimumWorkers,
            logger: logger)
        let saving = Background { [logger] in cache?.save(logger: logger) }
        defer { _ = saving.value }
        let interrupts = try Interrupts()
        let service = try CoordinatorService(
            run: run, settings: settings, listener: listener, archive: RunArchive(directory: directory),
            monitor: monitor, interrupts: interrupts, localWorkers: processes)
        monitor.begins(
            RunBanner(
                job: run.job, workers: bannerWorkers(listener, needed: settings.minimumWorkers),
                directory: directory.path, resumedAfter: before == nil ? nil : run.counters.version))
        for warning in warnings { monitor.warn(warning) }
        if let warning = processes?.memoryWarning { monitor.warn(warning) }
        for remark in run.job.dataset.remarks { monitor.remark(remark) }
        if let idle { logger.warning("\(idle.advice)") }
        if processes == nil { monitor.note("listening on \(listener.endpoint)") }
        let stopped = try service.serve()
        if stopped == .interrupted {
            monitor.show(
                "Interrupted after step \(run.counters.version). Go on with: \(resumeCommand) --resume \(directory.path)"
            )
        }
        return RunResult(
            directory: directory.path, stopped: stopped,
            exitStatus: stopped == .interrupted ? interrupts.exitStatus : 0)
    }
}

/// How a launch ended.
public struct RunResult: Sendable {
    /// The run directory.
    public let directory: String
    /// Why the run is not going on; nil if it was over already.
    public let stopped: StopReason?
    /// The status for this process to exit with.
    public let exitStatus: Int32

    /// The text of the run's `summary.json`.
    ///
    /// - Throws: `CheckpointError`.
    public func summaryText() throws(CheckpointError) -> String {
        try AtomicFile.text(of: directory + "/summary.json")
    }
}
