import Checkpoints
import Compute
import Configuration
import Coordinator
import Datasets
import Exchange
import Files
import Foundation
import Messages
import Networks
import Run
import Tensors
import Transport
import Vocabulary

/// Starts or resumes a run: does everything from reading its options to writing its summary.
public struct RunLauncher {
    /// Where the run's workers come from: the launcher starts them, or they connect by themselves.
    public enum Workers: Sendable {
        /// Processes of `program` that the launcher starts on this machine; the configuration has their number. `slots`
        /// is the number of slots of each process; nil means 1. If the number of processes is 0, this process computes
        /// by itself with `slots` slots; nil then means one slot for each core.
        case local(slots: Int?, program: WorkerProgram)
        /// Workers that connect by themselves to the address `endpoint`. With `insecure`, other machines may reach the
        /// address without keys, because the user trusts everyone who can reach it.
        case remote(endpoint: String, insecure: Bool)

        /// The most floats of one bucket, a part of weights or gradients that is sent as one message. The limit is
        /// lower for workers that connect over a network.
        fileprivate var bucketLimit: Int {
            switch self {
            case .local: ParameterLayout.localBucketLimit
            case .remote: ParameterLayout.remoteBucketLimit
            }
        }
    }

    let workers: Workers
    let events: RunEvents
    let stop: StopRequest

    /// A launcher that publishes to `events` what happens in the run, and stops the run in order when `stop` is
    /// requested.
    public init(workers: Workers, events: RunEvents, stop: StopRequest) {
        self.workers = workers
        self.events = events
        self.stop = stop
    }

    /// Trains in a new run directory.
    ///
    /// - Parameter out: the path of the directory; nil for `runs/<model>-<date>-<time>`.
    /// - Throws: an error in the options, the data or the directory, or the reason why the run failed.
    public func start(_ configuration: RunConfiguration, out: String?) throws -> RunResult {
        let idle = idleCores(configuration)
        let configuration = try prepared(configuration)
        let path = out ?? RunDirectory.defaultPath(model: configuration.model)
        try RunDirectory.requireFree(path, outside: configuration.data.path)
        if configuration.data.path == nil { try TrainingData.requireGeneratedShape(configuration) }
        if configuration.data.path == nil {
            events.publish(.facesGenerated(images: TrainingData.generatedFaces, epochs: configuration.epochs))
        }
        let cache = PixelCache(configuration.data)
        return try serve(newRun(configuration, cache: cache), cache: cache, idle: idle) { runID in
            try RunDirectory(creating: path, runID: runID, configuration: configuration)
        }
    }

    /// Resumes the run in a run directory.
    ///
    /// - Parameter change: changes the run's options to those that the user gives for resuming.
    /// - Throws: what ``start(_:out:)`` throws, and ``RunError/resumeDiffers(path:differences:)`` if the images, the
    ///   model's layers, or an option that may not change on resume differ from those of the run.
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
            return try serve(newRun(wanted, cache: cache), cache: cache, runID: directory.runID) {
                try directory.keeping($0)
            }
        }
        let unchecked = try CheckpointOrigin(of: loaded.file, path: loaded.path).check(
            path: loaded.path, in: directory, wanted: wanted)
        try directory.requireOwnBest()
        let run = try TrainingRun(job: job(wanted, cache: cache), resuming: loaded.file, path: loaded.path)
        let archive = RunArchive(directory: directory)
        var facts = try CheckpointFacts(of: loaded.file, path: loaded.path)
        if case .finished(let reason) = run.work {
            // The run is finished. If its process was killed just after the last checkpoint, the summary and the other
            // files of a finished run are missing. They are written now.
            if !archive.hasSummary(of: loaded.file) { _ = try archive.close(run, facts: facts, stopped: reason) }
            return RunResult(directory: path, stopped: nil)
        }
        // A run that ends in order writes its summary last. So a summary of this checkpoint shows that the run's last
        // process has ended in order.
        facts.clusterCounters.endLife(inOrder: archive.hasSummary(of: loaded.file))
        let kept = try directory.keeping(facts.runID)
        try AtomicFile.write(wanted.yaml(), to: directory.configurationPath)
        if loaded.warning != nil { try directory.checkpoints.setAsideDamagedLast() }
        let warnings = unchecked + [loaded.warning].compactMap(\.self)
        return try serve(run, cache: cache, before: facts, warnings: warnings) { _ in kept }
    }

    private func prepared(_ configuration: RunConfiguration) throws -> RunConfiguration {
        var configuration = configuration
        // Paths are made absolute, since the run may be resumed from another folder.
        func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
        if let path = configuration.data.path { try DatasetReader.requirePath(path) }
        configuration.data.path = configuration.data.path.map(absolute)
        configuration.initialWeights = configuration.initialWeights.map(absolute)
        if configuration.isRecipeFile { configuration.recipe = configuration.recipe.map(absolute) }
        if configuration.isModelFile { configuration.model = absolute(configuration.model) }
        try configuration.validate()
        _ = try configuration.modelSpec()
        configuration = configuration.resolved(cores: ProcessInfo.processInfo.activeProcessorCount)
        if case .remote(let endpoint, let insecure) = workers {
            configuration.cluster.workers = nil
            try Listener.requireAllowed(endpoint, insecure: insecure)
        }
        // The limit of open files is checked before images are read. Reading may open as many files as there are cores,
        // so it could fail first if the limit is too low.
        if configuration.cluster.workers != 0 {
            try ProcessLimits.requireFiles(workers: configuration.cluster.workers ?? 0)
        }
        return configuration
    }

    /// Makes a run that begins with its first step.
    private func newRun(_ configuration: RunConfiguration, cache: PixelCache?) throws -> TrainingRun {
        // The initial weights are read first: an error in their file should be reported before the images are read,
        // which may take long.
        let initial = try configuration.initialWeights.map { try TrainedModel(path: $0) }
        let run = try TrainingRun(job: job(configuration, cache: cache))
        if let initial, let path = configuration.initialWeights { try run.takeWeights(of: initial, path: path) }
        return run
    }

    private func job(_ configuration: RunConfiguration, cache: PixelCache?) throws -> TrainingJob {
        defer { events.publish(.readingEnded) }
        let job = try TrainingJob(
            configuration: configuration,
            dataset: TrainingData.read(
                configuration, decoded: cache, progress: { [events] in events.publish(.imagesRead($0, of: $1)) },
                copying: { [events] in events.publish(.copiesMade($0, of: $1)) }),
            bucketLimit: workers.bucketLimit)
        let referee = configuration.verify.map { _ in
            job.network.leastTrainingBytes(slots: 1, microBatchSize: job.microBatchSize)
        }
        try ProcessLimits.requireMemory(parameters: job.network.layout.count, referee: referee)
        return job
    }

    private func source(_ listener: Listener, needed: Int) -> WorkerSource {
        switch workers {
        case .local(let slots, _): .local(count: needed, slots: slots ?? 1)
        case .remote(_, let insecure): .remote(needed: needed, endpoint: listener.endpoint, insecure: insecure)
        }
    }

    /// Publishes the beginning of the run, and warnings and remarks about the checkpoint and the data.
    func publishBeginning(
        of run: TrainingRun, by workers: WorkerSource, in directory: RunDirectory, isResumed: Bool, warnings: [String],
        memoryWarning: String? = nil
    ) {
        events.publish(
            .began(
                RunBeginning(
                    job: run.job, workers: workers, directory: directory.path,
                    resumedAfter: isResumed ? run.counters.version : nil, history: run.history)))
        if let initial = run.initialWeights { events.publish(.weightsTaken(initial)) }
        for warning in warnings { events.publish(.resumeWarning(warning)) }
        if let memoryWarning { events.publish(.memoryNotShared(memoryWarning)) }
        for remark in run.job.dataset.remarks { events.publish(.dataRemark(remark)) }
    }

    private func serve(
        _ run: TrainingRun, cache: PixelCache?, runID: String? = nil, before: CheckpointFacts? = nil,
        warnings: [String] = [], idle: IdleCapacity? = nil, makeDirectory: (_ runID: String) throws -> RunDirectory
    ) throws -> RunResult {
        let configuration = run.job.configuration.cluster
        if case .local(let slots, _) = workers, configuration.workers == 0 {
            return try trainHere(
                run, slots: slots, cache: cache, runID: runID, before: before, warnings: warnings, idle: idle,
                makeDirectory: makeDirectory)
        }
        var settings = ServiceSettings(
            runID: runID, before: before, minimumWorkers: configuration.minimumWorkers)
        let listener: Listener
        var processes: LocalWorkers?
        switch workers {
        case .remote(let endpoint, let insecure):
            DescriptorReserve.keep()
            listener = try Listener(endpoint, layout: run.job.network.layout)
            // The address was checked before the images were read. A host name may stand for another address by now.
            try Listener.requireAllowed(listener.endpoint, insecure: insecure)
        case .local(let slots, let program):
            settings.minimumWorkers = configuration.workers ?? 1
            let local = try LocalWorkers(
                count: settings.minimumWorkers, slots: slots ?? 1, layout: run.job.network.layout, program: program)
            listener = try Listener(local.endpoint, layout: run.job.network.layout, memory: local.memory)
            processes = local
        }
        defer { for message in processes?.stop(grace: 5) ?? [] { events.publish(.workerProcess(message)) } }
        let idle = idle ?? idleSlots(run.job.configuration)
        if processes != nil, let idle { events.publish(.cluster(.idle(idle))) }
        // The workers are started here, so that they start up while this process prepares the rest.
        try processes?.start()

        let directory = try makeDirectory(settings.runID)
        return try serve(run, in: directory, cache: cache) {
            let service = try CoordinatorService(
                run: run, settings: settings, listener: listener, archive: RunArchive(directory: directory),
                events: events, stop: stop, localWorkers: processes)
            publishBeginning(
                of: run, by: source(listener, needed: settings.minimumWorkers), in: directory,
                isResumed: before != nil, warnings: warnings, memoryWarning: processes?.memoryWarning)
            if processes == nil { events.publish(.listening(endpoint: listener.endpoint)) }
            return try service.serve()
        }
    }

    /// Calls `train`, which trains the run, while another thread saves `cache`. Publishes an event if the run is
    /// interrupted or fails.
    func serve(
        _ run: TrainingRun, in directory: RunDirectory, cache: PixelCache?, train: () throws -> StopReason
    ) throws -> RunResult {
        try events.open(directory)
        let saving = Background { [events] in cache?.save(telling: events) }
        defer { _ = saving.value }
        do {
            let stopped = try train()
            if stopped == .interrupted {
                events.publish(.interrupted(step: run.counters.version, directory: directory.path))
            }
            return RunResult(directory: directory.path, stopped: stopped)
        } catch {
            events.publish(.failed(reason: "\(error)"))
            throw error
        }
    }
}
