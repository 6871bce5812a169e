import Configuration
import Files
import Pictures
import PlainText
import Run
import Training
import Vocabulary
import Views

/// `report.html`: a run on one page.
public enum RunPage {
    /// Writes the page into the run's folder. Returns the page's path.
    ///
    /// - Throws: `PlotError`, or `StorageError` if the file cannot be written.
    public static func write(_ run: DrawnRun) throws -> String {
        let path = RunFile.report.path(in: run.directory)
        try AtomicFile.write(try text(of: run, log: RunLog(in: run.directory)), to: path)
        return path
    }

    /// The text of the page. It depends only on the run's files and images, and not on the time of writing.
    ///
    /// - Throws: `PlotError`.
    package static func text(of run: DrawnRun, log: RunLog) throws -> String {
        let source = PageSource(run, log: log)
        let parts = try Section.all.compactMap { section in
            try section.make(source).map { Page.Part(id: section.id, title: section.title, contents: $0) }
        }
        return Page(
            title: run.source.name, subtitle: subtitle(source), introduction: result(source), parts: parts
        ).text
    }

    private static func subtitle(_ source: PageSource) -> String {
        let model = source.run.model?.name ?? source.run.configuration.model
        let data = source.run.configuration.data.path ?? "generated faces"
        let recipe = source.run.configuration.recipe.map { [", recipe \($0)"] } ?? []
        let time = source.log.beginning.map { [", \($0.clock.prefix(16)) UTC"] } ?? []
        return (["Chorus trained \(model) on \(data)"] + recipe + time).joined()
    }

    /// The run's result in large numbers, for the top of the page.
    private static func result(_ source: PageSource) -> HTML {
        let figures = source.figures
        guard let best = figures.best else {
            return .paragraph("No epoch has ended yet: there is no result.")
        }
        let accuracy = figures.accuracyText
        let test = source.run.summary?.outcome.testAccuracy
        return .figures(
            [
                (
                    accuracy.value, "",
                    "validation accuracy" + (accuracy.error.isEmpty ? "" : ", standard error \(accuracy.error)")
                ),
                (figures.text(.loss), "", "validation loss"),
                (figures.text(.macroF1), "", "validation macro-F1"),
            ] + (test.map { [(percent(Double($0), decimals: 2), "", "test accuracy")] } ?? []) + [
                ("\(best.epoch)", "of \(figures.epochs)", "best epoch"),
                (figures.timeText, "", "training time"),
                (figures.speedText, "/s", "training samples"),
            ])
    }
}
