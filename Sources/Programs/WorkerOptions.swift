import ArgumentParser
import Files
import Foundation
import Logging
import Terminals
import Worker

/// The options of a worker process, and the function that runs a worker with them. The options are the same for
/// `chorus worker`, for `chorus-worker`, and for a program that starts itself again as its workers.
public struct WorkerOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The coordinator's address.", valueName: "tcp://host:port"))
    var endpoint: String

    @Option(help: "Micro-batches computed at a time, each on its own core. (default: as many as cores)")
    var slots: Int?

    @Option(help: "What the coordinator calls this worker. (default: <host>-<process id>)")
    var name: String?

    @Option(help: "Seconds to try to reach a coordinator before giving up.")
    var reconnectTimeout = 60.0

    @OptionGroup var output: OutputOptions

    @Flag(help: .hidden)
    var leaveWithParent = false

    @Option(help: .hidden)
    var sharedMemory: String?

    @Option(help: .hidden)
    var stub: MicroBatchPace?

    /// The usage line in the help of a command with these options.
    public static func usage(of command: String) -> String { "\(command) [<options>] <tcp://host:port>" }

    /// The options with their default values.
    public init() {}

    /// Runs the worker until the run is over, or until the worker is stopped.
    ///
    /// - Throws: why this worker could not take part; `ExitCode` if a signal stopped it.
    public func run() throws {
        var logger = Logger(label: "chorus worker") { _ in ConsoleLog() }
        logger.logLevel = leaveWithParent ? .warning : output.logLevel
        let process = ProcessInfo.processInfo
        let view = WorkerView(
            showsBar: !leaveWithParent && !output.quiet && Terminal.output.drawsOver, logger: logger)
        let interrupts = Interrupts.shared
        interrupts.begin()
        let service = try WorkerService(
            settings: WorkerService.Settings(
                endpoint: endpoint, name: name ?? "\(hostName())-\(process.processIdentifier)",
                slots: slots ?? process.activeProcessorCount, reconnectTimeout: .seconds(reconnectTimeout),
                leavesWithParent: leaveWithParent, sharedMemory: sharedMemory, stub: stub),
            stop: interrupts.stop, report: view.show)
        try service.serve()
        if let status = interrupts.exitStatus { throw ExitCode(status) }
    }

    /// Checks that slots, name and timeout have allowed values.
    ///
    /// - Throws: `ValidationError`.
    public func validate() throws {
        for limit in [
            slots.flatMap { WorkerLimits.problem(with: "\($0)", of: "--slots") },
            name.flatMap { WorkerLimits.problem(with: $0, of: "--name") },
            WorkerLimits.problem(with: "\(reconnectTimeout)", of: "--reconnect-timeout"),
        ] {
            if let limit { throw ValidationError(limit) }
        }
    }
}

extension MicroBatchPace: ExpressibleByArgument {
    /// Reads the value of the hidden option `--stub`: the times at which a stub worker pretends to have computed the
    /// parts of a micro-batch. Nil if the text is not such a pace.
    public init?(argument: String) {
        self.init(argument)
    }
}
