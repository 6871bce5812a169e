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

    /// The path of the run's folder when the run began, as the log has it; the folder's present name if the log does
    /// not have the path. So a page shows the same path if it is written again after the folder was renamed.
    var directory: String { log.beginning?.text("directory") ?? run.name }

    /// A picture of the run with a caption; an empty piece if the run has no picture of this name.
    func figure(_ name: String, caption: String) throws -> HTML {
        try drawn.picture(name).map { try HTML.figure($0, caption: caption) } ?? .empty
    }
}
