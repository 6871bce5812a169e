import Foundation
import Testing

extension ClusterTests {
    /// Names that would command a terminal, break a line or reorder it: they are shown with escapes everywhere.
    @Suite struct HostileNames {
        private static let name = "a\u{1B}]0;owned\u{7}\u{9B}2J\n\u{202E}\u{2028}\r\u{7F}b"
        private static let shown = #"a\u{1B}]0;owned\u{7}\u{9B}2J\n\u{202E}\u{2028}\r\u{7F}b"#
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
            for split in ["train", "validation"] {
                try FileManager.default.moveItem(
                    atPath: sandbox.file("faces/\(split)/angry"),
                    toPath: sandbox.file("faces/\(split)/\(HostileNames.name)"))
            }
        }

        @Test func ofClasses() throws {
            let training = try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "1", "--out", "run")
            try expectPlain(training.output, has: "\(HostileNames.shown) 26+4 x")
            let best = sandbox.runFolder("run").checkpoint("best")
            for command in [["data", "summary", "faces"], ["evaluate", best, "faces"], ["inspect", best]] {
                let process = try sandbox.start(command)
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                try expectPlain(process.output, has: HostileNames.shown)
                let json = try sandbox.start(command + ["--json"])
                #expect(try json.wait() == .exited(0), "\(json.errors)")
                try expectPlain(json.output, has: #"\u001b]0;owned"#, #"\u202e\u2028"#)
                _ = try jsonObject(json.output)
            }
            let classes = try #require(
                try jsonObject(try sandbox.run("inspect", best, "--json").output)["classes"] as? [String])
            #expect(classes.first == HostileNames.name)
            for file in ["history.csv", "log.jsonl", "summary.json", "report.html"] {
                try expectPlain(contents(of: sandbox.file("run/\(file)")), has: "")
            }
        }

        @Test func ofPathsAndWorkers() throws {
            let missing = try sandbox.start(["train", "x\(HostileNames.name)", "--out", "run"])
            #expect(try missing.wait() == .exited(66))
            try expectPlain(missing.errors, has: "x\(HostileNames.shown): no such file or folder")
            #expect(missing.errors.split(separator: "\n").count == 1)

            // The model's text travels with its name.
            let model = contents(of: sandbox.file("tiny.yaml")).replacing("name: tiny", with: #"name: "ti\u202Eny""#)
            try sandbox.write(model, to: "odd.yaml")
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "faces", "--model", "odd.yaml", "--epochs", "1", "--out", "run\(HostileNames.name)",
            ])
            let worker = try sandbox.startWorker(HostileNames.name, at: endpoint)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            try expectPlain(
                coordinator.output, has: "worker \(HostileNames.shown) joined", "run\(HostileNames.shown)/",
                #"model    ti\u{202E}ny, "#, "Report: run\(HostileNames.shown)/report.html\n")
            let report = try sandbox.start(["report", "run\(HostileNames.name)"])
            #expect(try report.wait() == .exited(0), "\(report.errors)")
            try expectPlain(report.output, has: "run\(HostileNames.shown)/plots: ")
            try expectPlain(coordinator.errors, has: "")
            try expectPlain(worker.errors, has: "")
        }

        /// Nothing but text and line breaks, and these words in it.
        private func expectPlain(
            _ text: String, has words: String..., at location: SourceLocation = #_sourceLocation
        ) throws {
            let commands = text.unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
                default: false
                }
            }
            #expect(commands.isEmpty, "\(text.debugDescription)", sourceLocation: location)
            for word in words where !word.isEmpty {
                #expect(text.contains(word), "\(word) is not in: \(text)", sourceLocation: location)
            }
        }
    }
}
