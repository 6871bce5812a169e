import Pictures
import Views

/// What the page of a run is made from.
struct PageSource {
    /// The run and its pictures.
    let drawn: DrawnRun
    /// What happened in it.
    let log: RunLog
    /// Its result.
    let figures: RunFigures

    init(_ drawn: DrawnRun, log: RunLog) {
        self.drawn = drawn
        self.log = log
        figures = RunFigures(drawn.source, log: log)
    }

    var run: PictureSource { drawn.source }

    /// The folder of the run, as it was named when the run began. So the page does not depend on how the folder is
    /// named now.
    var directory: String { log.beginning?.text("directory") ?? run.name }

    /// A picture of the run with a caption; nothing if the run has none of this name.
    func figure(_ name: String, caption: String) throws -> HTML {
        try drawn.picture(name).map { try HTML.figure($0, caption: caption) } ?? .empty
    }
}
