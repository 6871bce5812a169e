import Pictures
import PlainText
import Plots
import Views
import Vocabulary

/// The workers of a run: each worker's host and slots, how often it joined and was lost, and how many blocks it
/// computed.
struct WorkerTable {
    private struct Worker {
        var host = ""
        var slots: Int?
        var joined = 0
        var lost = 0
        var blocks = 0
    }

    private var workers: [String: Worker] = [:]
    /// The names of the workers, in the order in which the log first mentions them. Workers that only the counters
    /// mention come last.
    private var names: [String] = []
    private let blocks: Int

    /// The most workers that the table shows. Of further workers, only the number is shown.
    private static let most = 40

    init(_ log: RunLog, _ counters: ClusterCounters?) {
        let computed = counters?.blocksByWorker ?? [:]
        blocks = computed.values.reduce(0, +)
        for event in log.events {
            guard ["worker_joined", "worker_lost"].contains(event.event), let name = event.text("worker") else {
                continue
            }
            note(name) { worker in
                worker.host = event.text("host") ?? worker.host
                worker.slots = event.integer("slots") ?? worker.slots
                if event.event == "worker_joined" { worker.joined += 1 } else { worker.lost += 1 }
            }
        }
        for name in computed.keys.sorted() { note(name) { $0.blocks = computed[name] ?? 0 } }
    }

    private mutating func note(_ name: String, _ change: (inout Worker) -> Void) {
        if workers[name] == nil { names.append(name) }
        change(&workers[name, default: Worker()])
    }

    /// The table; nil if neither the log nor the counters mention a worker.
    var html: HTML? {
        guard !names.isEmpty else { return nil }
        var table = Table(
            label: "Workers", columns: ["worker", "host", "slots", "joined", "lost", "blocks", "share"])
        table.rows = names.prefix(WorkerTable.most).map { name in
            let worker = workers[name] ?? Worker()
            return (
                HTML(name),
                [
                    HTML(worker.host), HTML(worker.slots.map { "\($0)" } ?? "–"), "\(worker.joined)", "\(worker.lost)",
                    HTML(TickFormat.count(worker.blocks)),
                    HTML(blocks == 0 ? "–" : percent(Double(worker.blocks) / Double(blocks))),
                ]
            )
        }
        let rest = names.count - table.rows.count
        return HTML([table.html, rest > 0 ? .note("\(counted(rest, "more worker")).") : .empty])
    }
}
