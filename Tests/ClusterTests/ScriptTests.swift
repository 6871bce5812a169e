import Foundation
import Testing

extension ClusterTests {
    /// Scripts that users run, as far as they need no network, and those that check the sources.
    @Suite struct Scripts {
        private static let folder =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../scripts/"

        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
        }

        /// A user without the right to install is told which packages to ask for.
        @Test func setupSaysWhatIsMissing() throws {
            let process = try sandbox.startScript(
                "exec unshare --user /bin/bash \"$2\" chorus-has-no-such-package", Self.folder + "setup")
            #expect(try process.wait() == .exited(69), "\(process.output)\(process.errors)")
            #expect(process.output.isEmpty, "\(process.output)")
            #expect(process.errors.hasPrefix("setup: packages are missing; as root, do: apt-get install "))
            #expect(process.errors.hasSuffix(" chorus-has-no-such-package\n"), "\(process.errors)")
        }

        /// Debian's Python, with Debian's NumPy: scripts/setup python3-numpy.
        @Test func digestsByPython() throws {
            try trainSmallRun()
            let bits = try run.bits()
            let last = try python("weights_sha256.py", run.checkpoint("last"))
            let expected = [
                "weights_sha256 \(bits.weights)", "best_weights_sha256 \(bits.best)", "state_sha256 \(bits.state)",
            ]
            #expect(try last.wait() == .exited(0), "\(last.output)\(last.errors)")
            #expect(last.output.split(separator: "\n").prefix(3).map(String.init) == expected)
            let best = try python("weights_sha256.py", run.checkpoint("best"))
            #expect(try best.wait() == .exited(0), "\(best.output)\(best.errors)")
            #expect(best.output.hasPrefix("weights_sha256 \(bits.best)\n"), "\(best.output)")

            // The last byte is one of a tensor.
            var bytes = try #require(FileManager.default.contents(atPath: run.checkpoint("last")))
            bytes[bytes.count - 1] ^= 1
            try bytes.write(to: URL(fileURLWithPath: sandbox.file("flipped.safetensors")))
            let flipped = try python("weights_sha256.py", sandbox.file("flipped.safetensors"))
            #expect(try flipped.wait() == .exited(1))
            #expect(flipped.output.contains("(the file says "), "\(flipped.output)")
        }

        /// The data that a loader reads from a checkpoint: the classes, and each layer's weights in Keras' shapes.
        @Test func aCheckpointInPython() throws {
            try trainSmallRun()
            let script = """
                from sys import argv, path
                path.insert(0, argv[1])
                from checkpoint import Checkpoint
                read = Checkpoint(argv[2])
                print(read.name, read.height, read.width, read.channels, *read.classes)
                for layer in read.layers:
                    print(layer.name, *(f"{name}{list(value.shape)}" for name, value in sorted(layer.weights.items())))
                """
            try sandbox.write(script, to: "show.py")
            let process = try sandbox.startScript(
                "exec /usr/bin/python3 \"$2\" \"$3\" \"$4\"", sandbox.file("show.py"), Self.folder + "loaders",
                run.checkpoint("best"))
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            let statistics = "beta[4] gamma[4] moving_mean[4] moving_variance[4]"
            #expect(
                process.output == """
                    tiny 48 48 1 angry disgust fear happy neutral sad surprise
                    conv2d_1 bias[4] kernel[3, 3, 1, 4]
                    batch_normalization_1 \(statistics)
                    max_pooling2d_1
                    dropout_1
                    flatten_1
                    dense_1 bias[7] kernel[484, 7]

                    """)
        }

        /// The check of imports finds what no floor allows, what is not declared, and what nothing needs.
        @Test func importsAreChecked() throws {
            try sandbox.write("import Datasets\nimport Networks\n", to: "Sources/Training/Rule.swift")
            try sandbox.write(
                """
                {"targets": [{"name": "Training", "type": "regular", "dependencies": [
                    {"byName": ["Networks", null]}, {"byName": ["Tensors", null]}, {"byName": ["Worker", null]}]}]}
                """, to: "package.json")
            let process = try sandbox.startScript(
                "exec /usr/bin/python3 \"$2\" < package.json", Self.folder + "check-imports.py")
            #expect(try process.wait() == .exited(1))
            let allowed = "CKernels, Logging, Networks, PlainText, Tensors, Vocabulary"
            #expect(
                process.errors.split(separator: "\n").filter { !$0.contains("the table has ") } == [
                    "Package.swift: Training may not depend on Worker; it may on \(allowed)",
                    "Sources/Training/Rule.swift: imports Datasets, "
                        + "which is not among its target's dependencies in Package.swift",
                    "Package.swift: Training depends on Tensors, which none of its files imports",
                    "Package.swift: Training depends on Worker, which none of its files imports",
                ])
        }

        /// Options are found in the messages of a lower room, not in comments nor where they are arguments.
        @Test func optionsInMessagesAreFound() throws {
            try sandbox.write(
                #"""
                let a = "--workers"  // After "--epochs".
                let b = "use --seed"
                let c = """
                    A first line.
                    See --no-cache.
                    """
                """#, to: "Sources/Training/Rule.swift")
            try sandbox.write("let a = \"use --seed\"", to: "Sources/chorus/Command.swift")
            let process = try sandbox.startScript("exec /usr/bin/python3 \"$2\"", Self.folder + "check-flags.py")
            #expect(try process.wait() == .exited(1))
            let found = process.errors.split(separator: "\n").map { $0.prefix { $0 != " " } }
            #expect(found == ["Sources/Training/Rule.swift:2:", "Sources/Training/Rule.swift:5:"])
        }

        private func trainSmallRun() throws {
            try sandbox.makeSmallRunFiles()
            try sandbox.run("train", "--config", "small.yaml", "--workers", "2", "--out", "run")
        }

        private func python(_ script: String, _ checkpoint: String) throws -> ChorusProcess {
            try sandbox.startScript(
                "exec /usr/bin/python3 \"$2\" \"$3\"", Self.folder + "loaders/" + script, checkpoint)
        }
    }
}
