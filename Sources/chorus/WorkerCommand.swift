import ArgumentParser
import Cluster
import Foundation
import Logging

/// `chorus worker`: one worker process.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Compute for the coordinator at an address.")

    @Argument(help: ArgumentHelp("The coordinator's address.", valueName: "tcp://host:port"))
    var endpoint: String

    @Option(help: .option("Micro-batches computed at a time, each on its own core.", default: "as many as cores"))
    var slots: Int?

    @Option(help: .option("What the coordinator calls this worker.", default: "<host>-<process id>"))
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

    func run() throws {
        var logger = Logger(label: "chorus worker") { _ in ConsoleLog() }
        logger.logLevel = leaveWithParent ? .warning : output.logLevel
        let process = ProcessInfo.processInfo
        let service = try WorkerService(
            settings: WorkerService.Settings(
                endpoint: endpoint, name: name ?? "\(process.hostName)-\(process.processIdentifier)",
                slots: slots ?? process.activeProcessorCount, reconnectTimeout: .seconds(reconnectTimeout),
                leavesWithParent: leaveWithParent, sharedMemory: sharedMemory, stub: stub,
                showsProgress: !leaveWithParent && !output.quiet && ConsoleView.styleOfOutput == .terminal),
            interrupts: Interrupts(), logger: logger)
        let status = try service.serve()
        if status != 0 { throw ExitCode(status) }
    }

    func validate() throws {
        if let slots { try OwnOptions.require(slots, of: "--slots") }
        try OwnOptions.require(reconnectTimeout, of: "--reconnect-timeout")
    }
}

extension MicroBatchPace: ExpressibleByArgument {
    /// Reads the text of the option.
    public init?(argument: String) {
        self.init(argument)
    }
}
