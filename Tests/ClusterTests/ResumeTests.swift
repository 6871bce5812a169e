import Checkpoints
import Foundation
import Testing

extension ClusterTests {
    /// Resuming a run: what may change, and the effects of a damaged checkpoint.
    @Suite struct Resuming {
        let sandbox: Sandbox
        let run: RunFolder

        /// A run of two epochs, finished.
        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
            try train(epochs: 2, out: "run")
        }

        @Test func finishedRun() throws {
            let bits = try run.bits()
            let process = try sandbox.run("train", "--resume", "run")
            #expect(process.output.contains("finished"))
            #expect(try run.bits() == bits)
            try sandbox.expectNothingLeft()
        }

        @Test func moreEpochs() throws {
            try train(epochs: 3, out: "straight")
            try sandbox.run("train", "--resume", "run", "--epochs", "3", "--workers", "1")
            #expect(try run.bits() == sandbox.runFolder("straight").bits())
            #expect(try run.history().count == 4)
            #expect(contents(of: run.path + "/config.yaml").contains("epochs: 3"))
        }

        @Test(arguments: [
            (["--batch-size", "32"], ["--batch-size"]), (["--padding", "same"], ["--padding"]),
            (["--seed", "5", "--learning-rate", "0.1"], ["--seed", "--learning-rate"]),
        ])
        func otherOptions(options: [String], names: [String]) throws {
            let process = try sandbox.start(["train", "--resume", "run", "--epochs", "3"] + options)
            try sandbox.expectFailure(of: process, status: 64, says: ["run"] + names)
            #expect(try run.history().count == 3)
        }

        @Test func otherData() throws {
            try FileManager.default.removeItem(atPath: try sandbox.images(of: "faces/train/happy")[0])
            try sandbox.expectFailure(["train", "--resume", "run", "--epochs", "3"], status: 64, says: "run", "images")
        }

        /// The run's config.yaml was edited; this is not an option of the resumed run.
        @Test(arguments: [
            ("beta_1: 0.9", "beta_1: 0.8", "config.yaml says optimizer.beta_1: 0.8, the run began with 0.9"),
            ("seed: 0", "seed: 5", "config.yaml says seed: 5, the run began with 0"),
            ("class_weight: balanced", "class_weight: none", "config.yaml says class_weight: none"),
        ])
        func anEditedConfiguration(text: String, edited: String, said: String) throws {
            let configuration = contents(of: run.path + "/config.yaml")
            try sandbox.write(configuration.replacingOccurrences(of: text, with: edited), to: "run/config.yaml")
            try sandbox.expectFailure(["train", "--resume", "run", "--epochs", "3"], status: 64, says: said)
            #expect(try run.history().count == 3)
        }

        /// It has the same options and data, so only the run's name differs.
        @Test(arguments: ["last", "last.previous"])
        func aCheckpointOfAnotherRun(name: String) throws {
            try train(epochs: 2, out: "other")
            try FileManager.default.removeItem(atPath: run.checkpoint("last"))
            let exchanged = run.checkpoint(name)
            try? FileManager.default.removeItem(atPath: exchanged)
            try FileManager.default.copyItem(atPath: sandbox.runFolder("other").checkpoint("last"), toPath: exchanged)
            let process = try sandbox.start(["train", "--resume", "run", "--epochs", "3"])
            try sandbox.expectFailure(
                of: process, status: 65,
                says: [exchanged.replacingOccurrences(of: sandbox.path + "/", with: ""), "is of run"])
            #expect(try run.history().count == 3)
        }

        /// Its digest is right; it is another run's.
        @Test func theBestCheckpointOfAnotherRun() throws {
            try train(epochs: 2, out: "other")
            try FileManager.default.removeItem(atPath: run.checkpoint("best"))
            try FileManager.default.copyItem(
                atPath: sandbox.runFolder("other").checkpoint("best"), toPath: run.checkpoint("best"))
            for command in [["train", "--resume", "run"], ["evaluate", "run", "faces"], ["inspect", "run"]] {
                try sandbox.expectFailure(command, status: 65, says: "best.safetensors", "is of run")
            }
            try sandbox.run("evaluate", run.checkpoint("best"), "faces")
        }

        @Test func aRunWithoutItsName() throws {
            try FileManager.default.removeItem(atPath: run.path + "/run_id")
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--epochs", "3"], status: 66, says: "run/run_id", "is missing")
        }

        /// It has no name of the run in its directory, and no options in its checkpoint.
        @Test func aRunOfAnEarlierRelease() throws {
            try train(epochs: 3, out: "straight")
            var file = try TensorFile(reading: run.checkpoint("last"))
            let state = file.stateDigest
            for key in ["options", "options_sha256"] { #expect(file.metadata.removeValue(forKey: key) != nil) }
            #expect(file.stateDigest == state)
            try Data(file.serialized()).write(to: URL(fileURLWithPath: run.checkpoint("last")))
            try FileManager.default.removeItem(atPath: run.path + "/run_id")
            let process = try sandbox.run("train", "--resume", "run", "--epochs", "3")
            #expect(process.errors.contains("could not be checked"), "\(process.errors)")
            #expect(process.errors.split(separator: "\n").count == 1)
            #expect(try run.bits() == sandbox.runFolder("straight").bits())
            let again = try sandbox.run("train", "--resume", "run", "--epochs", "4")
            #expect(again.errors.isEmpty, "\(again.errors)")
        }

        @Test func anEditedModelFile() throws {
            let model = contents(of: sandbox.file("tiny.yaml"))
            try sandbox.write(model, to: "same.yaml")
            try sandbox.run("train", "faces", "--model", "same.yaml", "--epochs", "1", "--out", "edited")
            try sandbox.write(model.replacingOccurrences(of: "rate: 0.25", with: "rate: 0.5"), to: "same.yaml")
            try sandbox.expectFailure(
                ["train", "--resume", "edited", "--epochs", "2"], status: 64, says: "edited", "model")
        }

        @Test func otherNumerics() throws {
            var file = try TensorFile(reading: run.checkpoint("last"))
            file.metadata["numerics_fingerprint"] = "other"
            try Data(file.serialized()).write(to: URL(fileURLWithPath: run.checkpoint("last")))
            let process = try sandbox.start(["train", "--resume", "run", "--epochs", "3"])
            try sandbox.expectFailure(
                of: process, status: 69, says: ["this program computes other bits", "--allow-mixed"])
            #expect(try run.history().count == 3)
            try sandbox.run("train", "--resume", "run", "--epochs", "3", "--allow-mixed")
            #expect(try run.history().count == 4)
            #expect(try run.summary()["reproducible"] as? Bool == false)
        }

        /// It lists expelled workers. A checkpoint without it is from a release that expelled none.
        @Test func unreadableFactsOfTheCluster() throws {
            let last = run.checkpoint("last")
            var file = try TensorFile(reading: last)
            file.metadata["cluster"] = #"{"trust": 1}"#
            try Data(file.serialized()).write(to: URL(fileURLWithPath: last))
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--epochs", "3"], status: 65, says: "last.safetensors", "'cluster'")
            #expect(try run.history().count == 3)
            file.metadata["cluster"] = nil
            try Data(file.serialized()).write(to: URL(fileURLWithPath: last))
            try sandbox.run("train", "--resume", "run", "--epochs", "3")
            #expect(try run.history().count == 4)
        }

        @Test func killedBeforeItsSummary() throws {
            let bits = try run.bits()
            try FileManager.default.removeItem(atPath: run.path + "/summary.json")
            try FileManager.default.removeItem(atPath: run.checkpoint("best"))
            try sandbox.run("train", "--resume", "run")
            #expect(try run.bits() == bits)
            #expect(FileManager.default.fileExists(atPath: run.checkpoint("best")))
        }

        /// In the middle of an epoch, by a release without cross-entropy and without a choice of metrics.
        @Test func aCheckpointOfAnOlderRelease() throws {
            try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "2", "--workers", "2", "--checkpoint-every", "5",
                "--out", "older")
            let older = sandbox.runFolder("older")
            let (bits, last) = (try older.bits(), older.checkpoint("last"))
            var file = try TensorFile(reading: older.checkpoint("last.previous"))
            for key in ["counters", "history"] {
                file.metadata[key] = file.metadata[key]?.replacing(
                    /"(crossEntropySum|monitor|cross_entropy|val_cross_entropy|val_balanced_accuracy)":[^,]*,/, with: ""
                ).replacing(/,"val_macro_f1":[^,}]*/, with: "")
            }
            #expect(try jsonObject(#require(file.metadata["counters"]))["step"] as? Int == 2)
            try Data(file.serialized()).write(to: URL(fileURLWithPath: last))
            try sandbox.run("train", "--resume", "older")
            let resumed = try older.bits()
            #expect(resumed.weights == bits.weights && resumed.best == bits.best && resumed.state == bits.state)
            // The table lacks only the values that were not measured.
            let rows = try older.history().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            #expect(rows.dropFirst().map { $0[3].isEmpty } == [true, true])
            for column in 6...8 { #expect(rows.dropFirst().map { $0[column].isEmpty } == [true, false]) }
        }

        @Test func noCheckpointYet() throws {
            let bits = try run.bits()
            try FileManager.default.removeItem(atPath: run.path + "/checkpoints")
            try FileManager.default.removeItem(atPath: run.path + "/history.csv")
            try sandbox.run("train", "--resume", "run")
            #expect(try run.bits() == bits)
        }

        @Test func checkpointsThatAreGone() throws {
            let history = try run.history()
            try FileManager.default.removeItem(atPath: run.path + "/checkpoints")
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--epochs", "3"], status: 66, says: "run", "checkpoints are gone")
            #expect(try run.history() == history)
        }

        @Test func lastCheckpointCutInHalf() throws {
            try train(epochs: 3, out: "straight")
            try cutInHalf(run.checkpoint("last"))
            let process = try sandbox.run("train", "--resume", "run", "--epochs", "3")
            #expect(process.errors.contains("last.safetensors is not a whole checkpoint"), "\(process.errors)")
            #expect(process.errors.contains("last.previous.safetensors"), "\(process.errors)")
            #expect(try run.bits() == sandbox.runFolder("straight").bits())
        }

        @Test func bothCheckpointsDamaged() throws {
            try cutInHalf(run.checkpoint("last"))
            try sandbox.write("no checkpoint", to: "run/checkpoints/last.previous.safetensors")
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--epochs", "3"], status: 65, says: "last.safetensors",
                "last.previous.safetensors")
        }

        @Test func aCheckpointOfAnotherModel() throws {
            try sandbox.write(
                contents(of: sandbox.file("tiny.yaml")).replacingOccurrences(of: "filters: 4", with: "filters: 5"),
                to: "other.yaml")
            try sandbox.run("train", "faces", "--model", "other.yaml", "--epochs", "0", "--out", "other")
            let last = run.checkpoint("last")
            try FileManager.default.removeItem(atPath: last)
            try FileManager.default.copyItem(atPath: sandbox.runFolder("other").checkpoint("last"), toPath: last)
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--epochs", "3"], status: 65, says: "last.safetensors", "is of run")
        }

        private func train(epochs: Int, out: String) throws {
            try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "\(epochs)", "--workers", "2", "--out", out)
        }

        private func cutInHalf(_ path: String) throws {
            let size = try #require(FileManager.default.contents(atPath: path)).count
            try sandbox.truncate(path, to: size / 2)
        }
    }
}
