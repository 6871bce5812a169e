import ArgumentParser
import Files
import Foundation
import Pages
import Pictures
import PlainText
import Terminals

/// `chorus report`: the pages and pictures of runs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the page of each run, RUN/report.html, and its pictures in RUN/plots.",
        discussion: "A run writes them itself when it ends. This command writes them again, also while a run goes on. "
            + "It reads the run's images again; without them the page has what needs no images. Of several runs it "
            + "also writes a page that compares them.")

    @Argument(help: "Folders of runs.")
    var runs: [String]

    @Option(help: .option("The page that compares several runs.", default: "report.html", valueName: "file"))
    var out: String?

    func validate() throws {
        guard runs.count > 1 else {
            guard out != nil else { return }
            throw ValidationError("--out names the page that compares runs, and there is one run; name others too")
        }
        func place(_ path: String) -> URL { URL(fileURLWithPath: path).resolvingSymlinksInPath() }
        if let run = runs.first(where: { place(RunFile.report.path(in: $0)) == place(comparison) }) {
            throw ValidationError("\(comparison) is the page of run \(run) itself; give the comparison another --out")
        }
    }

    /// The path of the page that compares runs.
    private var comparison: String { out ?? RunFile.report.rawValue }

    func run() throws {
        var drawn: [DrawnRun] = []
        var errors: [any Error] = []
        for run in runs {
            do {
                drawn.append(try report(run))
            } catch {
                errors.append(error)
            }
        }
        if runs.count > 1 { try compare(drawn) }
        for error in errors.dropLast() { Console.complain("\(error)") }
        if let error = errors.last { throw error }
    }

    private func report(_ path: String) throws -> DrawnRun {
        let run = DrawnRun(try PictureSource(run: path, remark: Console.complain), directory: path)
        try PictureFolder.write(run)
        Console.show("\(plainText(RunFile.plots.path(in: path))): \(run.pictures.map(\.name).joined(separator: ", "))")
        Console.show(plainText(try RunPage.write(run)))
        return run
    }

    private func compare(_ runs: [DrawnRun]) throws {
        guard runs.count > 1 else { return Console.complain("there is nothing to compare") }
        try ComparisonPage.write(runs, to: comparison)
        Console.show("\(plainText(comparison)): \(runs.count) runs side by side")
    }
}
