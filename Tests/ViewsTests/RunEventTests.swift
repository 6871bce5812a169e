import Configuration
import Datasets
import Foundation
import GeneratedFaces
import Run
import Tensors
import Testing
import Training
import Views
import Vocabulary

@Suite struct RunEventTests {
    /// One event of each kind that a log has, and more where the fields differ.
    private static func samples() throws -> [RunEvent] {
        var configuration = RunConfiguration()
        configuration.epochs = 2
        configuration.cluster.kernels = .portable
        let job = try TrainingJob(
            configuration: configuration, dataset: SyntheticFaces.dataset(count: 210, seed: 0))
        let remote = WorkerSource.remote(needed: 1, endpoint: "tcp://127.0.0.1:7070", insecure: false)
        let local = WorkerSource.local(count: 2, slots: 1)
        let own: [RunEvent] = [
            .facesGenerated(images: 5600, epochs: 8), .imagesDecoded(images: 7, cached: 0),
            .cacheTooSmall(mebibytes: 2048), .cacheNotWritten(reason: "no space"),
            .began(RunBeginning(job: job, workers: local, directory: "runs/a")),
            .began(RunBeginning(job: job, workers: remote, directory: "runs/a", resumedAfter: 3)),
            .began(RunBeginning(job: job, workers: .none(slots: 2, isChosen: false), directory: "runs/a")),
            .resumeWarning("damaged"), .memoryNotShared("none"), .dataRemark("two are unreadable"),
            .weightsTaken(
                InitialWeights(
                    path: "runs/a", digest: "58dc0e", taken: ["conv2d_1/bias"],
                    new: [.init("dense_1/bias", .otherClasses)])),
            .listening(endpoint: "tcp://127.0.0.1:7070"), .epochBegan(epoch: 1, step: 1),
            .firstStepEnded(secondsSinceStart: 0.5), .epochEnded(epoch), .checkpointWritten(step: 3),
            .workerProcess("worker 1: no memory"),
            .workerProcessEnded(WorkerProcessEnd(worker: "local-1", processID: 7, cause: .exited(status: 69))),
            .workerProcessEnded(WorkerProcessEnd(worker: "local-2", processID: 8, cause: .killed(signal: 9))),
            .departuresAwaited(reason: "the run is over", workers: 1, seconds: 10),
            .failed(reason: "diverged"), .interrupted(step: 2, directory: "runs/a"),
            .finished(try summary(), best: "runs/a/checkpoints/best.safetensors"),
        ]
        return own + clusterSamples.map(RunEvent.cluster)
            + clusterSamples.map { RunEvent.clusterRepeated(count: 3, last: $0) }
    }

    private static let clusterSamples: [ClusterEvent] = {
        let step = StepID(phase: .training, epoch: 1, step: 2, version: 2)
        let loss = SessionLoss(.silent, reason: "nothing was heard of it for 10 seconds")
        let capacity = IdleCapacity(.slots, count: 7, microBatches: 4, batchSize: 16)
        let measured = ExchangeMeasurement(
            workers: 2, slots: 1, batchSize: 64, microBatches: 4, microBatchSeconds: 0.01, stepSeconds: 0.094,
            weightBytes: 3_000_000, gradientBytes: 3_000_000)
        return [
            .joined(worker: "a", host: "h", slots: 1, workers: 2), .left(worker: "a", host: "h", reason: "enough"),
            .refused(worker: "a", reason: "its protocol"), .lost(worker: "a", host: "h", loss: loss, blocks: 1),
            .notJoined(worker: "a", loss: loss), .ignored(peer: PeerID([1, 0xAB]), reason: "no header"),
            .connectionFailed(reason: "it said GET"), .suspended(seconds: 2.5), .waiting(workers: 0, needed: 1),
            .idle(capacity), .exchangeBound(measured),
            .expelled(Expulsion(worker: "a", step: step, unverifiedSince: 1)),
            .doubted(worker: "a", since: 1, checkpoint: "last.safetensors"),
        ]
    }()

    private static var epoch: EpochReport {
        let record = EpochRecord(
            epoch: 2, training: [.loss: .infinity, .accuracy: 0.2837, .crossEntropy: 2.1],
            validation: [.loss: 3.4444, .accuracy: 0.2222, .crossEntropy: 1.9], learningRate: 1e-4,
            seconds: 65, samplesPerSecond: 1234.4)
        return EpochReport(record: record, epochs: 2, bestEpoch: 2, learningRateReducedTo: 5e-5, stops: true)
    }

    private static func summary() throws -> RunSummary {
        let text = """
            {"weights_sha256": "a", "state_sha256": "b", "reproducible": true, "epochs": 2, "steps": 6,
            "best_val_loss": 1.5, "stopped_because": "epochs", "seconds": 2.5, "workers_joined": 2, "sessions_lost": 0,
            "workers_left": 0, "peers_refused": 0, "blocks_reassigned": 0, "blocks_raced": 0, "blocks_verified": 0,
            "workers_expelled": 0, "suspensions": 0, "lives": 1, "blocks_by_worker": {"a": 7}}
            """
        return try JSONDecoder().decode(RunSummary.self, from: Data(text.utf8))
    }

    private static func line(_ event: RunEvent) throws -> [String: Any] {
        let text = EventLog.line(of: event, at: Date(timeIntervalSince1970: 0.25), run: "r")
        #expect(!text.contains("\n"))
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func aLineHasWhatAllHaveAndTheFieldsOfItsEvent() throws {
        for event in try RunEventTests.samples() {
            let line = try RunEventTests.line(event)
            let own = event.fields.map(\.name)
            let common = ["time", "level", "event", "message", "run"]
            #expect(Set(line.keys) == Set(common + own) && line.count == common.count + own.count, "\(event.name)")
            #expect(line["event"] as? String == event.name && line["run"] as? String == "r")
            #expect(line["message"] as? String == event.sentence && !event.sentence.isEmpty)
            #expect(line["time"] as? String == "1970-01-01T00:00:00.250Z")
        }
    }

    @Test func linesAreReadBack() throws {
        let events = try RunEventTests.samples()
        let lines = events.map { EventLog.line(of: $0, at: Date(timeIntervalSince1970: 0.25), run: "r") }
        let log = RunLog(text: (["{\"time\": 1}", "half a li"] + lines + ["{}"]).joined(separator: "\n")).events
        #expect(log.map(\.event) == events.map(\.name) && log.map(\.message) == events.map(\.sentence))
        #expect(log.map(\.level) == events.map(\.level))
        #expect(log.allSatisfy { $0.time == "1970-01-01T00:00:00.250Z" })
        let epoch = try #require(log.first { $0.event == "epoch_ended" })
        #expect(epoch.integer("epoch") == 2 && epoch.isSet("stops") && !epoch.isSet("epochs"))
        #expect(epoch.has("learning_rate_reduced_to") && !epoch.has("worker") && epoch.text("loss") == "inf")
    }

    /// Layers that are new as a whole are named once, and not more than a few.
    @Test func whatIsNewIsNamedByLayer() {
        typealias New = InitialWeights.New
        let some = InitialWeights(
            path: "runs/a", digest: "58dc0e", taken: ["conv2d_2/bias", "dense_1/kernel", "dense_1/bias"],
            new: [
                New("conv2d_1/kernel", .otherShape), New("conv2d_1/bias", .otherShape),
                New("conv2d_2/kernel", .otherShape), New("dense_2/kernel", .otherClasses),
                New("dense_2/bias", .otherClasses),
            ])
        #expect(
            RunEvent.weightsTaken(some).sentence
                == "3 tensors start from runs/a; new: conv2d_1, conv2d_2/kernel (another shape), "
                + "dense_2 (other classes)")
        let many = InitialWeights(
            path: "runs/a", digest: "58dc0e", taken: ["dense_1/kernel"],
            new: (1...20).map { New("conv2d_\($0)/kernel", .missing) })
        #expect(
            RunEvent.weightsTaken(many).sentence.hasSuffix(
                "conv2d_7, conv2d_8 and 12 more (not in the other model)"))
    }

    @Test func namesAreInSnakeCaseAndEachKindHasItsOwn() throws {
        let events = try RunEventTests.samples()
        let names = events.flatMap { [$0.name] + $0.fields.map(\.name) }
        #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil }, "\(names)")
        let several: Set = ["run_began", "worker_process_ended", "events_repeated"]
        let single = events.filter { !several.contains($0.name) }
        #expect(Set(single.map(\.name)).count == single.count)
    }

    @Test func valuesKeepTheirTypes() throws {
        let lost = try RunEventTests.line(.cluster(RunEventTests.clusterSamples[3]))
        #expect(lost["worker"] as? String == "a" && lost["cause"] as? String == "silent" && lost["blocks"] as? Int == 1)
        let events = try RunEventTests.samples()
        let epoch = try RunEventTests.line(try #require(events.first { $0.name == "epoch_ended" }))
        #expect(epoch["epoch"] as? Int == 2 && epoch["val_accuracy"] as? Double == 0.2222)
        #expect(epoch["loss"] as? String == "inf", "JSON has no number for it")
        #expect(epoch["is_best"] as? Bool == true && epoch["learning_rate_reduced_to"] as? Double == 5e-5)
        let finished = try RunEventTests.line(try #require(events.first { $0.name == "run_finished" }))
        #expect(finished["stopped_because"] as? String == "epochs" && finished["reproducible"] as? Bool == true)
        #expect(finished["workers_joined"] as? Int == 2 && finished["best_val_loss"] as? Double == 1.5)
        #expect(finished["blocks_by_worker"] == nil, "it holds no single value")
        #expect(epoch["learning_rate"] as? Double == 1e-4 && epoch["seconds"] as? Double == 65)
    }

    /// Each name and each field is in the table.
    @Test func theDocumentationHasThem() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/events.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        var documented: [String: Set<String>] = [:]
        for row in rows {
            let names = row.matches(of: /`([a-z0-9_]+)`/).map { String($0.output.1) }
            documented[names[0]] = Set(names.dropFirst())
        }
        var seen: Set<String> = []
        for event in try RunEventTests.samples() where event.name != "events_repeated" {
            seen.insert(event.name)
            // The table names the file instead.
            guard event.name != "run_finished" else { continue }
            let missing = Set(event.fields.map(\.name)).subtracting(documented[event.name] ?? [])
            #expect(documented[event.name] != nil && missing.isEmpty, "\(event.name): \(missing.sorted())")
        }
        #expect(Set(documented.keys).subtracting(seen) == ["events_repeated"])
    }
}
