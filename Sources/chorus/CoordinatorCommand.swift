import ArgumentParser
import Cluster
import Configuration

/// `chorus coordinator`: the coordinator alone.
struct CoordinatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator", abstract: "Coordinate a run; workers join it by 'chorus worker'.")

    @OptionGroup var options: RunOptions

    @Option(help: ArgumentHelp("Address to listen on; port 0 takes a free one.", valueName: "tcp://host:port"))
    var bind = "tcp://127.0.0.1:7070"

    @Option(help: .setting("cluster.min_workers", "Workers that the first step waits for."))
    var minWorkers: Int?

    @Flag(help: "Listen beyond this machine without keys: only where everyone on the network may be trusted.")
    var insecure = false

    func run() throws {
        let launcher = RunLauncher(
            workers: .remote(endpoint: bind, insecure: insecure), style: options.style,
            verbosity: options.output.verbosity)
        try options.finish(
            options.launch(launcher) { configuration in
                configuration.cluster.workers = nil
                if let minWorkers { configuration.cluster.minimumWorkers = minWorkers }
            })
    }
}
