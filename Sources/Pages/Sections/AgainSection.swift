import Configuration
import Files
import Pictures
import Run

extension Section {
    /// How to run the training again: a command line, the digests of its result, and the whole configuration.
    static func again(_ source: PageSource) -> HTML? {
        let path = RunFile.configuration.path(in: source.directory)
        let command = "chorus train --config \(quoted(path)) --out again"
        let digests = digests(source)
        return HTML([
            .paragraph(
                "This trains again, with the run's configuration. The number of workers may differ. Give the command "
                    + "in the folder in which the run was started; elsewhere, save the configuration below as a file "
                    + "and name it instead."),
            .element("pre", [:], .element("code", [:], HTML(command))),
            digests.isEmpty ? .empty : .paragraph(promise(source)),
            digests.isEmpty ? .empty : Table.facts(digests),
            .element(
                "details", ["class": "whole"], .element("summary", [:], "The whole configuration"),
                .element("pre", [:], .lines(source.run.configuration.yaml()))),
        ])
    }

    /// The digests in the metadata of the last checkpoint, each with its name; empty without a checkpoint.
    private static func digests(_ source: PageSource) -> [(name: String, value: HTML)] {
        PictureSource.digestNames.compactMap { name in source.run.facts[name].map { (name, .code($0)) } }
    }

    private static func promise(_ source: PageSource) -> String {
        let state = source.run.summary == nil ? "The run has not stopped; its last checkpoint has these digests. " : ""
        return source.run.facts["reproducible"] == "false"
            ? state + "The run is not reproducible: a worker computed other bits, so other digests may come out."
            : state + "With the same images, the report.html of the new run has the same digests:"
    }

    /// A path as a word of a shell's command line: in quotes if it has characters that a shell may treat specially.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./+@%:=,".contains($0)) }
        return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }
}
