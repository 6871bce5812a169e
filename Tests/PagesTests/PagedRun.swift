import Foundation
import Pages
import PictureKit
import Pictures
import Run
import Training
import Views
import Vocabulary

/// A run that was never trained, with a log, and its page.
struct PagedRun {
    var source: PictureSource
    var events: [RunEvent]
    var directory = "runs/first"

    init(_ run: MadeUpRun) throws {
        source = run.source
        source.model = PictureSource.Model(
            name: "fer-cnn", input: "48×48×1", classes: run.classNames, parameters: 817_607)
        source.facts = [
            "weights_sha256": "aa11", "best_weights_sha256": "bb22", "state_sha256": "cc33", "data_sha256": "dd44",
            "run_id": "7f9c", "reproducible": "true",
        ]
        source.summary = try PagedRun.summary(epochs: run.epochs)
        let loss = SessionLoss(.silent, reason: "nothing was heard of it for 10 seconds")
        events = [
            .cluster(.joined(worker: "a", host: "host-1", slots: 2, workers: 1)),
            .cluster(.lost(worker: "a", host: "host-1", loss: loss, blocks: 3)),
            .cluster(.joined(worker: "b", host: "host-2", slots: 1, workers: 1)),
        ]
        for (index, record) in source.history.records.enumerated() {
            events.append(.epochBegan(epoch: record.epoch, step: 1))
            events.append(.checkpointWritten(step: UInt64(index + 1) * 10))
            events.append(
                .epochEnded(
                    EpochReport(
                        record: record, epochs: run.epochs,
                        bestEpoch: index % 2 == 0 ? record.epoch : record.epoch - 1, learningRateReducedTo: nil,
                        stops: false)))
        }
        events.append(.interrupted(step: 9, directory: "runs/first"))
    }

    var log: RunLog {
        RunLog(
            text: events.map { EventLog.line(of: $0, at: Date(timeIntervalSince1970: 0.25), run: "7f9c") }
                .joined(separator: "\n") + "\n{\"time\": \"1970-01")
    }

    var drawn: DrawnRun { DrawnRun(source, directory: directory) }

    func page() throws -> String { try RunPage.text(of: drawn, log: log) }

    private static func summary(epochs: Int) throws -> RunSummary {
        let text = """
            {"weights_sha256": "aa11", "state_sha256": "cc33", "reproducible": true, "epochs": \(epochs), "steps": 6,
            "stopped_because": "early_stopping", "seconds": 125, "samples_per_second": 1234.5, "workers_joined": 2,
            "sessions_lost": 1, "workers_left": 0, "peers_refused": 0, "blocks_reassigned": 3, "blocks_raced": 0,
            "blocks_verified": 0, "workers_expelled": 0, "suspensions": 0, "lives": 2, "test_accuracy": 0.625,
            "blocks_by_worker": {"a": 10, "b": 30}}
            """
        return try JSONDecoder().decode(RunSummary.self, from: Data(text.utf8))
    }
}
