import ArgumentParser
import Launch

/// `chorus train`: coordinator and worker processes on this machine.
struct TrainCommand: RunCommand {
    static let name = "train"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Train on this machine: a coordinator and several worker processes.",
        discussion: aboutInterrupts)

    @OptionGroup var options: RunOptions<TrainCommand>

    @Option(
        help: "Micro-batches that each worker computes at a time. (default: 1; with --workers 0 as many as cores)")
    var slots: Int?

    func run() throws {
        try options.run(.local(slots: slots, program: .ownWorkers))
    }

    func validate() throws {
        if let slots { try OwnOptions.require(slots, of: "--slots") }
    }
}

extension WorkerProgram {
    /// The worker processes of a run or benchmark: this program, started as `chorus worker`.
    static let ownWorkers = WorkerProgram.current(arguments: [WorkerCommand.configuration.commandName ?? "worker"])
}
