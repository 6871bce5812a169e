import Files
import Pictures
import PlainText
import Plots
import Run
import Views
import Vocabulary

extension Section {
    /// What happened in the run: a table of its workers, and the events of its log that matter; nil if the run has
    /// neither.
    static func events(_ source: PageSource) -> HTML? {
        let digest = EventDigest(source.log.events)
        let workers = WorkerTable(source.log, source.run.summary?.counters).html
        guard workers != nil || !digest.lines.isEmpty else { return nil }
        var table = Table(label: "Events", columns: ["time, UTC", "event"], areNumbers: false)
        table.rows = digest.lines.map { line in
            switch line {
            case .event(let event):
                (title: .element("span", ["class": "time"], HTML(event.clock)), cells: [text(of: event)])
            case .gap(let count): (title: "…", cells: [HTML(more(count))])
            }
        }
        return HTML([
            source.run.summary.map { .paragraph(counts($0.counters)) } ?? .empty,
            workers ?? .empty,
            digest.lines.isEmpty ? .empty : table.html,
            digest.left > 0 ? .note("\(more(digest.left)) in \(RunFile.log).") : .empty,
        ])
    }

    private static func text(of event: LoggedEvent) -> HTML {
        switch event.level {
        case .info, .notice: HTML(event.message)
        case .warning, .error:
            HTML([.element("span", ["class": "warning"], HTML(event.level.rawValue)), ": ", HTML(event.message)])
        }
    }

    private static func more(_ count: Int) -> String { "\(TickFormat.count(count)) more line\(count == 1 ? "" : "s")" }

    private static func counts(_ counters: ClusterCounters) -> String {
        guard counters[.workersJoined] > 0 else { return "The run had no workers: its own process computed." }
        return "\(counted(counters[.workersJoined], "worker")) joined, "
            + "\(counted(counters[.sessionsLost], "session was", plural: "sessions were")) lost, "
            + "\(counted(counters[.blocksReassigned], "block was", plural: "blocks were")) reassigned and "
            + "\(counters[.blocksRaced]) raced."
    }
}
