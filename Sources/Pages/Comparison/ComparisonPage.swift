import Configuration
import Files
import Pictures
import Plots
import Training
import Vocabulary

/// A page that lays the curves and numbers of several runs side by side.
public enum ComparisonPage {
    /// Writes the page.
    ///
    /// - Throws: `PlotError`, or `StorageError` if the file cannot be written.
    public static func write(_ runs: [DrawnRun], to path: String) throws {
        try AtomicFile.write(try text(of: runs), to: path)
    }

    /// The text of the page.
    ///
    /// - Throws: `PlotError`.
    package static func text(of runs: [DrawnRun]) throws -> String {
        let comparison = Comparison(runs)
        let names = comparison.entries.map(\.name)
        return Page(
            title: "\(runs.count) runs of Chorus", subtitle: names.joined(separator: ", "),
            introduction: .list(comparison.remarks),
            parts: [
                Page.Part(id: "results", title: "Results", contents: results(comparison)),
                Page.Part(id: "curves", title: "Curves", contents: try curves(comparison)),
                Page.Part(id: "settings", title: "Settings", contents: settings(comparison)),
                Page.Part(id: "digests", title: "Digests", contents: digests(comparison)),
            ]
        ).text
    }

    private static func curves(_ comparison: Comparison) throws -> HTML {
        try .figure(
            ComparedCurves(comparison.entries.map { ($0.name, $0.run) }).drawing(),
            caption: "Thick lines are validation, thin lines training. A large dot is the epoch of the best weights.")
    }

    /// The headings of a table: `first`, then for each run its name, with the colour of its curves.
    private static func columns(_ first: String, _ comparison: Comparison) -> [HTML] {
        [HTML(first)]
            + comparison.entries.enumerated().map { index, entry in
                let colour = ComparedCurves.colour(ofRun: index).hexadecimal
                return HTML([
                    .element("span", ["class": "swatch", "style": "background:\(colour)"]), HTML(entry.name),
                ])
            }
    }

    private static func results(_ comparison: Comparison) -> HTML {
        let rows: [(title: String, value: (Comparison.Entry) -> String)] = [
            ("validation accuracy", { $0.figures.accuracyText.value }),
            ("standard error", { $0.figures.accuracyText.error }),
            ("validation loss", { $0.figures.text(.loss) }),
            ("validation cross-entropy", { $0.figures.text(.crossEntropy) }),
            ("validation macro-F1", { $0.figures.text(.macroF1) }),
            ("training accuracy", { $0.figures.text(.accuracy, training: true) }),
            ("training loss", { $0.figures.text(.loss, training: true) }),
            ("best epoch", { entry in entry.figures.best.map { "\($0.epoch)" } ?? "–" }),
            ("epochs", { "\($0.figures.epochs)" }),
            ("training time", { $0.figures.timeText }),
            ("training samples/s", { $0.figures.speedText }),
            ("parameters", { entry in entry.run.model.map { TickFormat.count($0.parameters) } ?? "–" }),
            ("classes", { entry in entry.run.model.map { "\($0.classes.count)" } ?? "–" }),
        ]
        var table = Table(label: "Results", columns: columns("", comparison))
        table.rows = rows.map { row in (HTML(row.title), comparison.entries.map { HTML(row.value($0)) }) }
        return HTML([
            table.html,
            .note("Metrics are those of each run's best weights, in the epoch in which they were measured."),
            .list(comparison.entries.map { "\($0.name): \($0.figures.stopped)" }),
        ])
    }

    private static func settings(_ comparison: Comparison) -> HTML {
        let keys = comparison.differingSettings
        guard !keys.isEmpty else { return .paragraph("All runs have the same settings.") }
        var table = Table(
            label: "Settings that differ", columns: columns("setting", comparison), areNumbers: false)
        table.rows = keys.map { key in
            (HTML(key), comparison.entries.map { HTML($0.run.configuration.text(ofSetting: key)) })
        }
        return HTML([table.html, .note("All other settings are the same.")])
    }

    private static func digests(_ comparison: Comparison) -> HTML {
        let names = PictureSource.digestNames
        var table = Table(label: "Digests", columns: columns("digest", comparison), areNumbers: false)
        table.rows = names.map { name in
            (HTML(name), comparison.entries.map { entry in entry.run.facts[name].map { .code(short($0)) } ?? "–" })
        }
        return HTML([
            .list(names.compactMap { sentence($0, comparison) }), table.html,
            .note("The first 16 of 64 digits; report.html of each run has all."),
        ])
    }

    private static func short(_ digest: String) -> String { String(digest.prefix(16)) }

    /// A sentence that says which runs have the same value of a digest; nil if no run has the digest.
    private static func sentence(_ digest: String, _ comparison: Comparison) -> String? {
        let groups = comparison.groups(by: digest)
        guard !groups.isEmpty else { return nil }
        let same = groups.filter { $0.count > 1 }.map { $0.joined(separator: " and ") }
        if groups.count == 1, same.count == 1 { return "\(digest): all runs have the same." }
        return "\(digest): "
            + (same.isEmpty ? "different in every run." : "the same in \(same.joined(separator: "; in ")).")
    }
}
