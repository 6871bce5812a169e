import ArgumentParser
import Files
import Pictures
import Terminals

/// `chorus report`: the pictures of runs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Draw the pictures of runs into their folders: RUN/plots/<picture>.svg|.png.",
        discussion: "A run draws them itself when it ends. This command draws them again, also while a run goes on. It "
            + "reads the run's images again; without them it draws the curves alone.")

    @Argument(help: "Folders of runs.")
    var runs: [String]

    func run() throws {
        for run in runs {
            let source = try PictureSource(run: run, remark: Console.complain)
            let names = try PictureFolder.write(source, inRun: run)
            Console.show("\(RunFile.plots.path(in: run)): \(names.joined(separator: ", "))")
        }
    }
}
