import Checkpoints
import Foundation
import Testing

extension ClusterTests {
    /// Runs and resumed checkpoints must have the bits of an earlier build. See `scripts/goldens/guards.py`.
    @Suite struct Guards {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeGuardFiles()
        }

        @Test(arguments: GuardFiles.noted.runs)
        func runs(noted: GuardFiles.Run) throws {
            for command in noted.commands { try train(command) }
            try expect(noted.digests)
        }

        /// With other numbers of workers than in the table; 0 is this process alone.
        @Test(arguments: GuardFiles.noted.runs, [0, 3])
        func runsOfOtherClusters(noted: GuardFiles.Run, workers: Int) throws {
            for command in noted.commands { try train(command.settingWorkers(workers)) }
            try expect(noted.digests)
            #expect(try run.count("workers_joined") == workers * noted.commands.count)
        }

        @Test(arguments: GuardFiles.noted.kept)
        func keptCheckpoints(noted: GuardFiles.Kept) throws {
            try sandbox.makeKeptRun(noted.name)
            try train(noted.resume)
            try expect(noted.digests)
        }

        /// The table is not empty, and the kept checkpoints have the states that they were made for.
        @Test func whatIsGuarded() throws {
            #expect(GuardFiles.noted.runs.count >= 8)
            #expect(GuardFiles.noted.kept.map(\.name) == ["mid-epoch-bf16", "after-early-stopping"])
            func counters(_ name: String) throws -> [String: Any] {
                let path = "\(GuardFiles.folder)/kept/\(name)/checkpoints/last.safetensors"
                return try jsonObject(try #require(try TensorFile(reading: path).metadata["counters"]))
            }
            let middle = try counters("mid-epoch-bf16")
            #expect(middle["epoch"] as? Int == 3 && middle["step"] as? Int == 2)
            #expect(try counters("after-early-stopping")["stoppedEarly"] as? Bool == true)
        }

        @Test(arguments: ["chorus-2", "chorus-10"])
        func anUnknownFormat(format: String) throws {
            try sandbox.makeKeptRun("mid-epoch-bf16")
            let last = run.checkpoint("last")
            try setFormat(format, of: last)
            let files = try run.files()
            for command in [
                ["train", "--resume", "run"], ["coordinator", "--bind", "tcp://127.0.0.1:0", "--resume", "run"],
                ["evaluate", last, "pictures"], ["predict", last, "pictures"], ["inspect", last],
            ] {
                try sandbox.expectFailure(
                    command, status: 65, says: "run/checkpoints/last.safetensors", "format \(format)", "reads chorus-1")
            }
            // The run is unchanged, for the release that knows the format.
            #expect(try run.files().filter { $0 != "lock" } == files)
        }

        /// As if the release had not written the format version.
        @Test func noFormat() throws {
            let noted = try #require(GuardFiles.noted.kept.first)
            try sandbox.makeKeptRun(noted.name)
            try setFormat(nil, of: run.checkpoint("last"))
            for command in ["evaluate", "predict"] { try sandbox.run(command, run.checkpoint("last"), "pictures") }
            try sandbox.run("inspect", run.checkpoint("last"))
            try train(noted.resume)
            try expect(noted.digests)
            let file = try TensorFile(reading: run.checkpoint("last"))
            #expect(file.metadata["format"] == "chorus-1")
        }

        private func setFormat(_ format: String?, of path: String) throws {
            var file = try TensorFile(reading: path)
            #expect(file.metadata["format"] == "chorus-1")
            file.metadata["format"] = format
            try Data(file.serialized()).write(to: URL(fileURLWithPath: path))
        }

        private func train(_ command: [String]) throws {
            let process = try sandbox.start(command + ["--json"])
            #expect(try process.wait() == .exited(0), "\(command): \(process.errors)")
        }

        private func expect(_ noted: GuardFiles.Digests, at location: SourceLocation = #_sourceLocation) throws {
            let counters = try TensorFile(reading: run.checkpoint("last")).metadata["counters"]
            #expect(counters == noted.counters, sourceLocation: location)
            let bits = try run.bits()
            #expect(bits.weights == noted.weights, sourceLocation: location)
            #expect(bits.best == noted.best, sourceLocation: location)
            #expect(bits.state == noted.state, sourceLocation: location)
        }
    }
}

extension [String] {
    /// A command with another number of workers.
    fileprivate func settingWorkers(_ workers: Int) -> [String] {
        var command = self
        if let option = command.firstIndex(of: "--workers") { command.removeSubrange(option...option + 1) }
        return command + ["--workers", "\(workers)"]
    }
}
