import ArgumentParser
import Programs
import Terminals

/// `chorus-worker`: one worker process, like `chorus worker`, but without the code that only a run needs.
@main
struct ChorusWorker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chorus-worker", abstract: "Compute for the coordinator at an address.",
        usage: WorkerOptions.usage(of: "chorus-worker"), version: Version.text)

    @OptionGroup var options: WorkerOptions

    func run() throws {
        try options.run()
    }

    static func main() {
        Console.programName = "chorus-worker"
        WorkerMain.run(ChorusWorker.self, arguments: Array(CommandLine.arguments.dropFirst()))
    }
}
