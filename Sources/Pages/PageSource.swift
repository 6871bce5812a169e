import Pictures
import Views

/// What the page of a run is made from.
struct PageSource {
    /// The run with its pictures.
    let drawn: DrawnRun
    /// The events of the run, from its log.
    let log: RunLog
    /// The result of the run in a few numbers.
    let figures: RunFigures

    init(_ drawn: DrawnRun, log: RunLog) {
        self.drawn = drawn
        self.log = log
        figures = RunFigures(drawn.source, log: log)
    }

    var run: PictureSource { drawn.source }

    /// The path of the run's folder as the log has it from the run's beginning, or the folder's name if the log lacks
    /// it. So this path on the page does not depend on how the folder is named when the page is written again.
    var directory: String { log.beginning?.text("directory") ?? run.name }

    /// A picture of the run with a caption; an empty piece if the run has no picture of this name.
    func figure(_ name: String, caption: String) throws -> HTML {
        try drawn.picture(name).map { try HTML.figure($0, caption: caption) } ?? .empty
    }
}
