import Foundation
import Testing
import Vocabulary

extension ClusterTests {
    /// The contents of a run's files.
    @Suite struct RunContents {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        /// The file has every option as it was used, and repeats the run alone. Options of the command line override
        /// the configuration file.
        @Test func theConfigurationRepeatsTheRun() throws {
            try train("--seed", "8", "--epochs", "2", "--padding", "same", out: "run")
            let configuration = contents(of: run.path + "/config.yaml")
            for line in ["seed: 8", "epochs: 2", "padding: same", "batch_size: 64", "micro_batches: 4"] {
                #expect(configuration.contains("\n\(line)\n"), "\(configuration)")
            }
            try sandbox.run("train", "--config", "run/config.yaml", "--out", "again")
            #expect(try sandbox.runFolder("again").bits() == run.bits())
        }

        /// Options outside of the configuration do not change bits; these are in it, and do.
        @Test(arguments: [
            ["--batch-size", "32"], ["--micro-batches", "8"], ["--exchange-precision", "bf16"], ["--seed", "8"],
            ["--class-weight", "none"],
        ])
        func otherOptionsAreOtherBits(options: [String]) throws {
            let process = try sandbox.start(
                ["train", "--config", "small.yaml", "--workers", "2", "--out", "run"] + options)
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            #expect(try run.bits().weights != SmallRun.bits().weights)
        }

        /// The README's YAML has the defaults, so it gives the same run as no file.
        @Test func theDocumentedConfigurationIsTheDefault() throws {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../"
            let text = contents(of: folder + "README.md")
            let yaml = try #require(text.firstMatch(of: /\n```yaml\n((.|\n)*?)```/)).output.1
            try sandbox.write(String(yaml), to: "documented.yaml")
            for (options, out) in [(["--config", "documented.yaml"], "run"), ([], "plain")] {
                let process = try sandbox.start(
                    ["train", "faces", "--epochs", "1", "--out", out] + options)
                #expect(try process.wait() == .exited(0), "\(process.errors)")
            }
            #expect(contents(of: run.path + "/config.yaml") == contents(of: sandbox.file("plain/config.yaml")))
            #expect(try run.bits() == sandbox.runFolder("plain").bits())
        }

        /// The initial loss of fer-cnn is mostly its L2 terms, and then that of a guess: see docs/results.md,
        /// "Loss, accuracy, cross-entropy".
        @Test func theFirstLossOfTheLargeModel() throws {
            let process = try sandbox.start([
                "train", "faces", "--epochs", "1", "--learning-rate", "1e-9", "--out", "run",
            ])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            let crossEntropy = try run.history(of: "val_cross_entropy")[0]
            let terms = try run.history(of: "val_loss")[0] - crossEntropy
            #expect((6.65..<6.75).contains(terms), "\(terms)")
            // The loss of a guess among seven classes.
            #expect(abs(crossEntropy - log(7)) < 0.01, "\(crossEntropy)")
        }

        @Test func theLogTellsHowLongTheStartTook() throws {
            try train("--epochs", "1", out: "run")
            let log = try run.log()
            let runID = contents(of: run.path + "/run_id").trimmingCharacters(in: .newlines)
            #expect(!runID.isEmpty && log.allSatisfy { $0.run == runID })
            let start = try #require(log.first { $0.event == "first_step_ended" })
            #expect(try #require(start.number("seconds_since_start")) > 0)
        }

        /// The values that docs/results.md and docs/fault-tolerance.md name, except the accuracy of a test split.
        @Test func theSummaryHasWhatTheDocumentsName() throws {
            try train(out: "run")
            let keys = [
                "weights_sha256", "best_weights_sha256", "state_sha256", "reproducible", "epochs", "steps",
                "best_epoch", "train_accuracy", "stopped_because", "samples_per_second", "seconds", "blocks_by_worker",
                "generalization_gap",
            ]
            let metrics = Metric.allCases.map { "best_val_" + $0.rawValue }
            let counters = ClusterCounter.allCases.compactMap(\.summaryKey)
            #expect(try Set(run.summary().keys) == Set(keys + metrics + counters))
        }

        private func train(_ options: String..., out: String) throws {
            let process = try sandbox.start(
                ["train", "--config", "small.yaml", "--workers", "2", "--out", out] + options)
            #expect(try process.wait() == .exited(0), "\(process.errors)")
        }
    }
}
