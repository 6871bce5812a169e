import ArgumentParser
import Programs

/// `chorus worker`: one worker process.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Compute for the coordinator at an address.",
        usage: WorkerOptions.usage(of: "chorus worker"))

    @OptionGroup var options: WorkerOptions

    func run() throws {
        try options.run()
    }
}
