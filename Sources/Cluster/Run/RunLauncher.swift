import Checkpoints
import Configuration
import Coordination
import Datasets
import Foundation
import Logging
import Tensors
import Transport

/// Starts a run, or goes on with one, from options to summary.
public struct RunLauncher {
    /// Where the workers come from.
    public enum Workers: Sendable {
        /// Processes that are started here, each with as many slots, as many as the configuration says.
        case local(slots: Int)
        /// They connect by themselves to this address.
        case remote(endpoint: String, insecure: Bool)
    }

    private let workers: Workers
    private let monitor: (Logger?) -> RunMonitor

    /// A launcher.
    ///
    /// - Parameters:
    ///   - style: what is shown while the run goes on.
    public init(workers: Workers, style: RunMonitor.Style) {
        self.workers = workers
        monitor = { RunMonitor(style: style, logger: $0) }
    }

    /// Trains in a new run directory.
    ///
    /// - Parameter out: the directory, nil for `runs/<model>-<date>-<time>`.
    /// - Throws: what is wrong with options, data or directory, or why the run could not go on.
    public func start(_ configuration: RunConfiguration, out: String?) throws -> RunResult {
        let configuration = try prepared(configuration)
        let path = out ?? RunDirectory.defaultPath(model: configuration.model)
        try RunDirectory.requireFree(path)
        let job = try TrainingJob(configuration: configuration, dataset: TrainingData.read(configuration))
        let directory = try RunDirectory(creating: path, configuration: configuration)
        return try serve(TrainingRun(job: job), in: directory, runID: UUID().uuidString.lowercased())
    }

    /// Goes on with the run of a directory.
    ///
    /// - Parameter change: sets the options that were given anew.
    /// - Throws: as ``start(_:out:)``, and ``RunError/resumeDiffers(path:differences:)`` if options or data differ that
    ///   decide the result.
    public func resume(_ path: String, change: (inout RunConfiguration) throws -> Void) throws -> RunResult {
        let directory = try RunDirectory(resuming: path)
        let text = try String(contentsOfFile: directory.configurationPath, encoding: .utf8)
        let before = try RunConfiguration(yaml: text, file: directory.configurationPath)
        var wanted = before
        try change(&wanted)
        wanted = try prepared(wanted)
        let differences = wanted.differences(from: before)
        guard differences.isEmpty else { throw RunError.resumeDiffers(path: path, differences: differences) }
        let job = try TrainingJob(configuration: wanted, dataset: TrainingData.read(wanted))
        do {
            let (file, warning) = try directory.checkpoints.loadLast()
            if let warning { monitor(nil).warn(warning) }
            let run = try TrainingRun(job: job, resuming: file, path: directory.checkpoints.path(CheckpointStore.lastName))
            let counters = file.metadata["cluster"].flatMap {
                try? JSONDecoder().decode(ClusterCounters.self, from: Data($0.utf8))
            }
            if case .finished = run.work {
                return RunResult(directory: path, stopped: nil, exitStatus: 0)
            }
            try AtomicFile.write(wanted.yaml(), to: directory.configurationPath)
            return try serve(
                run, in: directory, runID: file.metadata["run_id"] ?? UUID().uuidString.lowercased(),
                countersBefore: counters ?? ClusterCounters())
        } catch CheckpointError.missing {
            // The coordinator died before its first checkpoint: the run begins again.
            return try serve(TrainingRun(job: job), in: directory, runID: UUID().uuidString.lowercased())
        }
    }

    private func prepared(_ configuration: RunConfiguration) throws -> RunConfiguration {
        var configuration = configuration
        if let path = configuration.data.path {
            configuration.data.path = URL(fileURLWithPath: path).standardizedFileURL.path
        }
        try configuration.validate()
        try configuration.cluster.kernels.require()
        return configuration.resolved(cores: ProcessInfo.processInfo.activeProcessorCount)
    }

    private func serve(
        _ run: TrainingRun, in directory: RunDirectory, runID: String,
        countersBefore: ClusterCounters = ClusterCounters()
    ) throws -> RunResult {
        let log = try JSONLinesLog(path: directory.logPath)
        let monitor = monitor(Logger(label: "chorus") { _ in log })
        let interrupts = try Interrupts()
        if run.job.dataset.skipped > 0 { monitor.warn("left out \(run.job.dataset.skipped) files that cannot be read") }
        let configuration = run.job.configuration.cluster
        var settings = ServiceSettings(
            endpoint: "", runID: runID, countersBefore: countersBefore, minimumWorkers: configuration.minimumWorkers)
        let service: CoordinatorService
        let stopped: StopReason
        switch workers {
        case .remote(let endpoint, let insecure):
            guard try Endpoint(endpoint).isLoopback || insecure else { throw RunError.notAllowed(endpoint: endpoint) }
            settings.endpoint = endpoint
            service = try CoordinatorService(
                run: run, settings: settings, directory: directory, monitor: monitor, interrupts: interrupts)
            monitor.warn("listening on \(service.endpoint)")
            stopped = try service.serve()
        case .local(let slots):
            let sockets = try SocketDirectory()
            settings.endpoint = sockets.endpoint
            settings.minimumWorkers = configuration.workers ?? 1
            let processes = LocalWorkers()
            service = try CoordinatorService(
                run: run, settings: settings, directory: directory, monitor: monitor, interrupts: interrupts,
                localWorkers: processes)
            defer { processes.stop(grace: 5) }
            try processes.start(count: settings.minimumWorkers, slots: slots, endpoint: sockets.endpoint)
            stopped = try service.serve()
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
}

extension RunResult {
    /// The text of the run's `summary.json`.
    public func summaryText() throws -> String {
        try String(contentsOfFile: directory + "/summary.json", encoding: .utf8)
    }
}
