import Configuration
import Datasets
import Foundation
import GeneratedFaces
import Run
import TensorBoard
import Tensors
import TestKit
import Testing
import Training
import Vocabulary

@Suite struct TensorBoardLogTests {
    private let folder = TemporaryFolder()

    /// The files of one process, which has trained these epochs after those of the checkpoint.
    private func process(_ epochs: ClosedRange<Int>, isComplete: Bool = true) throws -> [String] {
        var remarks: [String] = []
        let log = TensorBoardLog { remarks.append($0) }
        var configuration = RunConfiguration()
        configuration.seed = 7
        configuration.cluster.kernels = .portable
        let job = try TrainingJob(
            configuration: configuration, dataset: SyntheticFaces.dataset(count: 210, seed: 0))
        let before = History((1..<epochs.lowerBound).map(record))
        log.receive(
            .began(
                RunBeginning(
                    job: job, workers: .none(slots: 1, isChosen: false), directory: folder.path, history: before)))
        for epoch in epochs {
            log.receive(
                .epochEnded(
                    EpochReport(
                        record: record(epoch), epochs: 9, bestEpoch: 1, learningRateReducedTo: nil, stops: false)))
        }
        if isComplete {
            log.receive(.finished(try summary(), best: "best"))
            log.addPictures(["confusion", "missing"])
        }
        return remarks
    }

    private func record(_ epoch: Int) -> EpochRecord {
        let share = Float(epoch) / 10
        return EpochRecord(
            epoch: epoch, training: [.loss: 2 - share, .accuracy: share],
            validation: [.loss: 2 + share, .accuracy: share / 2, .macroF1: share / 3], learningRate: 1e-3 / share,
            seconds: 5, samplesPerSecond: 1000.25)
    }

    private func summary() throws -> RunSummary {
        let text = """
            {"weights_sha256": "a", "state_sha256": "b", "reproducible": true, "epochs": 3, "steps": 6, "best_epoch": 2,
            "stopped_because": "epochs", "seconds": 2.5, "workers_joined": 0, "sessions_lost": 0, "workers_left": 0,
            "peers_refused": 0, "blocks_reassigned": 0, "blocks_raced": 0, "blocks_verified": 0, "workers_expelled": 0,
            "suspensions": 0, "lives": 1, "blocks_by_worker": {}}
            """
        return try JSONDecoder().decode(RunSummary.self, from: Data(text.utf8))
    }

    /// The events of each file of a folder, in the order in which TensorBoard reads them.
    private func files(_ name: String) throws -> [[FileEvent]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file(name)).sorted()
        return try names.filter { $0.hasPrefix("events.out.tfevents.") }.map {
            try FileEvent.all(of: folder.read("\(name)/\($0)"))
        }
    }

    private func values(_ tag: String, of events: [FileEvent]) -> [Int: Float] {
        Dictionary(
            events.filter { $0.tag == tag }.map { ($0.step, $0.number ?? .nan) }, uniquingKeysWith: { _, _ in .nan })
    }

    @Test func curvesHaveKerasNames() throws {
        #expect(try process(1...3) == [])
        let train = try #require(try files("tensorboard/train").first)
        let validation = try #require(try files("tensorboard/validation").first)
        for events in [train, validation] {
            #expect(events[0].version == "brain.Event:2" && events[1].isStart && events[1].step == 1)
            #expect(events.dropFirst(2).allSatisfy { $0.plugin == "scalars" && $0.step >= 1 })
        }
        #expect(values("epoch_loss", of: train) == [1: 1.9, 2: 1.8, 3: 1.7])
        #expect(values("epoch_loss", of: validation) == [1: 2.1, 2: 2.2, 3: 2.3])
        #expect(values("epoch_accuracy", of: validation) == [1: 0.05, 2: 0.1, 3: 0.3 / 2])
        #expect(values("epoch_samples_per_second", of: train) == [1: 1000.25, 2: 1000.25, 3: 1000.25])
        #expect(
            Set(train.dropFirst(2).map(\.tag)) == [
                "epoch_loss", "epoch_accuracy", "epoch_learning_rate", "epoch_samples_per_second",
            ])
        #expect(Set(validation.dropFirst(2).map(\.tag)) == ["epoch_loss", "epoch_accuracy", "epoch_macro_f1"])
    }

    /// The newest file alone has the whole run, whatever became of those before.
    @Test func aResumedRunBeginsAFileWithAllEpochs() throws {
        #expect(try process(1...3, isComplete: false) == [])
        #expect(try process(3...4) == [])
        let before = Date().timeIntervalSince1970
        #expect(try process(5...5) == [])
        for name in ["tensorboard/train", "tensorboard/validation"] {
            let files = try files(name)
            #expect(files.map { $0.count { $0.tag == "epoch_loss" } } == [3, 4, 5])
            #expect(files.allSatisfy { $0[1].isStart && $0[1].step == 1 })
            let last = files[2].filter { $0.tag == "epoch_accuracy" }
            #expect(last.map(\.step) == [1, 2, 3, 4, 5])
            // The epochs of the checkpoint have the distances that they took.
            for (time, next) in zip(last, last.dropFirst(1)).map({ ($0.time, $1.time) }).dropLast() {
                #expect(abs(next - time - 5) < 1e-3)
            }
            #expect(last[3].time >= before && last[0].time >= before - 16)
        }
    }

    @Test func settingsAndPictures() throws {
        let png = [0x89] + Array("PNG\r\n\u{1A}\n\0\0\0\rIHDR\0\0\0\u{2}\0\0\0\u{1}".utf8)
        folder.write(png, to: "plots/confusion.png")
        #expect(try process(1...3) == [])
        let events = try #require(try files("tensorboard").first)
        #expect(
            events.map(\.tag) == [
                "", "", "_hparams_/session_start_info", "_hparams_/session_end_info", "confusion",
            ])
        #expect(events[4].step == 2 && events[4].plugin == "images")
        #expect(events[4].texts == [Array("2".utf8), Array("1".utf8), png])

        let settings = try #require(try events[2].content.message(3)).all(1).map(WireFields.init)
        var values: [String: WireFields] = [:]
        for setting in settings {
            values[String(decoding: setting.bytes(1) ?? [], as: UTF8.self)] = try setting.message(2)
        }
        #expect(values["seed"].map { Double(bitPattern: $0.number(2)) } == 7)
        #expect(values["optimizer.learning_rate"].map { Double(bitPattern: $0.number(2)) } == 1e-4)
        #expect(values["model"]?.bytes(3) == Array("fer-cnn".utf8) && values["augment"]?.bytes(3) == Array("[]".utf8))
        #expect(values["data.skip_unreadable"]?.hasNumber(4) == true)
        // What a resumed run may change, and what is null.
        #expect(values["epochs"] == nil && values["cluster.workers"] == nil && values["data.path"] == nil)
        #expect(try events[3].content.message(4)?.number(1) == 1)
    }

    /// There is one remark, and then nothing.
    @Test func filesThatCannotBeWritten() throws {
        folder.write([], to: "tensorboard")
        let remarks = try process(1...3)
        try #require(remarks.count == 1)
        #expect(remarks[0].hasPrefix("cannot create \(folder.path)/tensorboard: "), "\(remarks[0])")
        #expect(remarks[0].hasSuffix("; the run goes on without its files for TensorBoard"))
    }
}
