import Checkpoints
import Foundation
import Testing

extension ClusterTests {
    /// Runs that start from another run's weights.
    @Suite struct Transfer {
        let sandbox: Sandbox

        /// A run on generated faces, and a data set of three of their classes under other names.
        init() throws {
            sandbox = try Sandbox()
            try sandbox.run("data", "synthesize", "--out", "faces", "--count", "700")
            try sandbox.write(
                """
                name: small
                layers:
                  - conv2d: {filters: 16, kernel_size: 3, activation: relu}
                  - batch_normalization: {}
                  - max_pooling2d: {pool_size: 2}
                  - conv2d: {filters: 16, kernel_size: 3, activation: relu}
                  - max_pooling2d: {pool_size: 4}
                  - flatten: {}
                  - dense: {units: 64, activation: relu}
                  - dense: {units: classes, activation: softmax}
                """, to: "small.yaml")
            try sandbox.run(
                "train", "faces", "--model", "small.yaml", "--epochs", "12", "--batch-size", "32", "--learning-rate",
                "0.003", "--workers", "0", "--out", "first")
            for split in ["train", "validation"] {
                for (name, other) in [("happy", "smile"), ("sad", "frown"), ("surprise", "gasp")] {
                    let target = URL(fileURLWithPath: sandbox.file("others/\(split)/\(other)"))
                    try FileManager.default.createDirectory(
                        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try FileManager.default.copyItem(
                        at: URL(fileURLWithPath: sandbox.file("faces/\(split)/\(name)")), to: target)
                }
            }
        }

        private func train(_ out: String, workers: Int = 0, _ options: [String] = []) throws -> RunFolder {
            let training = try sandbox.start(
                [
                    "train", "others", "--model", "small.yaml", "--epochs", "6", "--batch-size", "32",
                    "--learning-rate", "0.001", "--workers", "\(workers)", "--out", out,
                ] + options)
            #expect(try training.wait() == .exited(0), "\(training.errors)")
            return sandbox.runFolder(out)
        }

        /// Epochs until the validation accuracy is at least `accuracy`.
        private func epochs(_ run: RunFolder, until accuracy: Double) throws -> Int? {
            try run.history(of: "val_accuracy").firstIndex { $0 >= accuracy }.map { $0 + 1 }
        }

        @Test func itTakesFewerEpochs() throws {
            let fromNothing = try train("nothing")
            let transferred = try train("transfer", ["--init", "first"])
            let needed = try epochs(transferred, until: 0.6)
            #expect(try #require(needed) < epochs(fromNothing, until: 0.6) ?? 7)
            let taken = try #require(try transferred.events(EventPattern("weights_taken")).first)
            // All but the last layer, which has an output for each class.
            #expect(taken.integer("taken") == 10)
            #expect(taken.text("new") == "dense_2/kernel,dense_2/bias")
        }

        @Test func frozenLayersKeepTheirWeights() throws {
            let options = ["--init", "first", "--freeze", "conv2d_1,batch_normalization_1,conv2d_2"]
            let alone = try train("alone", options)
            let cluster = try train("cluster", workers: 2, options + ["--epochs", "3"])
            try sandbox.run("train", "--resume", "cluster", "--epochs", "6", "--workers", "1")
            #expect(try alone.bits() == cluster.bits())
            let before = try TensorFile(reading: sandbox.runFolder("first").checkpoint("best")).tensors(in: .weights)
            let after = try TensorFile(reading: cluster.checkpoint("last")).tensors(in: .weights)
            for (name, tensor) in after {
                let isFrozen = ["conv2d_1/", "batch_normalization_1/", "conv2d_2/"].contains { name.hasPrefix($0) }
                #expect((tensor == before[name]) == isFrozen, "\(name)")
            }
        }

        /// Tensors of other shapes, or of a last layer for other classes, begin at random, and are named.
        @Test func whatDoesNotFitIsNew() throws {
            let text = contents(of: sandbox.file("small.yaml"))
            try sandbox.write(text.replacing("filters: 16", with: "filters: 8", maxReplacements: 1), to: "narrow.yaml")
            let run = try train("narrow", ["--model", "narrow.yaml", "--init", "first", "--epochs", "0"])
            let taken = try #require(try run.events(EventPattern("weights_taken")).first)
            #expect(taken.integer("taken") == 3)
            let normalization = ["gamma", "beta", "moving_mean", "moving_variance"].map {
                "batch_normalization_1/\($0)"
            }
            #expect(
                taken.text("new")?.split(separator: ",").map(String.init)
                    == ["conv2d_1/kernel", "conv2d_1/bias"] + normalization
                    + ["conv2d_2/kernel", "dense_2/kernel", "dense_2/bias"])
            let before = try TensorFile(reading: sandbox.runFolder("first").checkpoint("best"))
            let after = try TensorFile(reading: run.checkpoint("last"))
            #expect(after.tensors(in: .weights)["dense_1/kernel"] == before.tensors(in: .weights)["dense_1/kernel"])
            #expect(after.metadata["init_sha256"] == before.weightsDigest)

            try sandbox.write(
                """
                name: flat
                layers:
                  - conv2d: {filters: 16, kernel_size: 5, activation: relu}
                  - flatten: {}
                  - dense: {units: classes, activation: softmax}
                """, to: "flat.yaml")
            // A bias of as many channels fits by chance.
            try sandbox.expectFailure(
                ["train", "others", "--model", "flat.yaml", "--workers", "0", "--init", "first"], status: 64,
                says: "first has no kernel with the name and shape of a kernel of this model")
        }

        @Test(arguments: [
            (["--freeze", "conv2d_1"], 64, "freeze"), (["--init", "first", "--freeze", "dense_2"], 64, "dense_2"),
            (
                ["--init", "first", "--freeze", "conv2d"], 64,
                "--freeze names conv2d, which is not a layer with parameters; did you mean 'conv2d_1'?"
            ), (["--init", "nowhere"], 66, "nowhere"),
        ])
        func mistakesAreNamed(options: [String], status: Int32, name: String) throws {
            let failed = try sandbox.start(["train", "others", "--model", "small.yaml", "--workers", "0"] + options)
            #expect(try failed.wait() == .exited(status))
            #expect(failed.errors.contains(name) && failed.errors.split(separator: "\n").count == 1, "\(failed.errors)")
        }
    }
}
