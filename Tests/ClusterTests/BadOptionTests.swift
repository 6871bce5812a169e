import Foundation
import Testing

extension ClusterTests {
    /// Invalid options: status 64 and the option's name.
    @Suite struct BadOptions {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
        }

        @Test(arguments: [
            ("batchsize: 32", "batch_size"), ("batch_size: -3", "batch_size"), ("epochs: -1", "epochs"),
            ("batch_size: many", "batch_size"), ("optimizer: {learning_rate: -1.0}", "optimizer.learning_rate"),
            ("optimizer: {learning_rat: 1.0}", "learning_rate"), ("micro_batches: 3", "micro_batches"),
            ("cluster: {workers: -1}", "cluster.workers"), ("seed: [", "options.yaml"),
        ])
        func configuration(text: String, name: String) throws {
            try sandbox.write(text + "\n", to: "options.yaml")
            try sandbox.expectFailure(
                ["train", "--config", "options.yaml", "--out", "run"], status: 64, says: "options.yaml", name)
            try expectNoRun()
        }

        @Test(arguments: [
            (["--batch-size", "x"], "--batch-size"), (["--batch-size=-3"], "--batch-size is -3"),
            (["--learning-rate", "0"], "--learning-rate is 0"), (["--batchsize", "32"], "--batch-size"),
            (["--model", "fercnn"], "fer-cnn"), (["--workers", "2000"], "--workers is 2000"),
            (["--slots", "0"], "--slots"),
            (["--padding", "wide"], "--padding"), (["--class-weight", "heavy"], "--class-weight"),
            (["--micro-batches", "128"], "--micro-batches is 128"), (["--channels", "3"], "generated faces"),
            (["--resume", "elsewhere"], "--resume"),
        ])
        func commandLine(options: [String], name: String) throws {
            try sandbox.expectFailure(["train", "--out", "run"] + options, status: 64, says: name)
            try expectNoRun()
        }

        @Test func missingFiles() throws {
            try sandbox.expectFailure(
                ["train", "--config", "nowhere.yaml", "--out", "run"], status: 66, says: "nowhere.yaml")
            try sandbox.expectFailure(
                ["train", "--model", "nowhere.yaml", "--out", "run"], status: 66, says: "nowhere.yaml")
            try sandbox.expectFailure(
                ["train", "--resume", "nowhere"], status: 66, says: "nowhere", "no run to resume")
            try expectNoRun()
        }

        @Test func modelFile() throws {
            try sandbox.write("name: odd\nlayers:\n  - conv3d: {filters: 4}\n", to: "odd.yaml")
            try sandbox.expectFailure(
                ["train", "--model", "odd.yaml", "--out", "run"], status: 64, says: "odd.yaml", "conv3d", "layer 1")
            try expectNoRun()
        }

        @Test func commands() throws {
            try sandbox.expectFailure(["learn"], status: 64, says: "learn", "see 'chorus --help'")
            try sandbox.expectFailure(
                ["bench", "step", "--steps", "0"], status: 64, says: "--steps is 0", "see 'chorus bench step --help'")
            try sandbox.expectFailure(["predict", "checkpoint"], status: 64, says: "images")
            try sandbox.expectFailure(["worker", "somewhere"], status: 64, says: "somewhere", "tcp://HOST:PORT")
            try sandbox.expectFailure(
                ["data", "synthesize", "--out", "faces", "--count", "1"], status: 64, says: "--count")
            let help = try sandbox.run("train", "--help")
            #expect(help.output.contains("--resume") && help.errors.isEmpty)
        }

        private func expectNoRun(at location: SourceLocation = #_sourceLocation) throws {
            #expect(!FileManager.default.fileExists(atPath: sandbox.file("run")), sourceLocation: location)
        }
    }
}
