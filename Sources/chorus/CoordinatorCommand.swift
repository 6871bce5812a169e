import ArgumentParser
import Configuration
import Launch

/// `chorus coordinator`: the coordinator alone.
struct CoordinatorCommand: RunCommand {
    static let name = "coordinator"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Coordinate a run; workers join it by 'chorus worker'.",
        discussion: aboutInterrupts)

    @OptionGroup var options: RunOptions<CoordinatorCommand>

    @Option(help: ArgumentHelp("Address to listen on; port 0 takes a free one.", valueName: "tcp://host:port"))
    var bind = "tcp://127.0.0.1:7070"

    @Flag(help: "Listen beyond this machine without keys: only where everyone on the network may be trusted.")
    var insecure = false

    func run() throws {
        try options.run(.remote(endpoint: bind, insecure: insecure)) { $0.cluster.workers = nil }
    }
}
