import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// The output on terminals and elsewhere.
    @Suite struct Screen {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
        }

        /// A kind of terminal.
        struct Kind: CustomTestStringConvertible {
            let name: String
            let environment: [String: String]
            let hasBar: Bool
            let hasColour: Bool
            let isASCII: Bool
            var testDescription: String { name }

            static let all = [
                Kind(name: "UTF-8", environment: [:], hasBar: true, hasColour: true, isASCII: false),
                Kind(name: "C", environment: ["LC_ALL": "C"], hasBar: true, hasColour: true, isASCII: true),
                Kind(name: "NO_COLOR", environment: ["NO_COLOR": "1"], hasBar: true, hasColour: false, isASCII: true),
                Kind(name: "dumb", environment: ["TERM": "dumb"], hasBar: false, hasColour: false, isASCII: true),
            ]
        }

        @Test(arguments: Kind.all, [30, 80, 120])
        func aRun(on kind: Kind, columns: Int) throws {
            let process = try sandbox.start(
                ["train", "faces", "--model", "tiny.yaml", "--epochs", "2", "--workers", "2", "--out", "run"],
                columns: columns, environment: kind.environment)
            #expect(try process.wait() == .exited(0), "\(process.output)\(process.errors)")
            let output = process.output
            let lines = screenLines(output)
            let drawn = drawings(output).joined().filter { $0.hasPrefix("Epoch ") }
            #expect(drawn.allSatisfy { $0.unicodeScalars.count < columns }, "\(drawn)")
            #expect(lines.contains { $0.hasPrefix("Epoch 1/2  ") && $0.hasSuffix("  best") }, "\(lines)")
            #expect(lines.contains("2 local workers joined"))
            #expect(lines.first?.hasPrefix("model    ") == true)

            #expect(output.contains("\u{1B}") == kind.hasBar)
            #expect(output.contains("\u{1B}[32m") == kind.hasColour)
            #expect(drawn.contains { $0.contains("/3") } == kind.hasBar, "\(drawn)")
            #expect(output.allSatisfy { $0.isASCII } == kind.isASCII)
        }

        @Test func aWorkerSaysWhatItDoes() throws {
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "faces", "--model", "tiny.yaml", "--epochs", "3", "--out", "run",
            ])
            let worker = try sandbox.start(
                ["worker", endpoint, "--slots", "1", "--name", "here"], columns: 100)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.output)")
            let lines = screenLines(worker.output)
            #expect(
                lines.contains(
                    "chorus: joined with 1 slot: 7 classes, batches of 64 in 4 micro-batches"),
                "\(lines)")
            #expect(worker.output.contains("Epoch 1, step 1  ") && worker.output.contains("share "))
            let farewell =
                "chorus: leaving: the run is over; computed 501 samples in 9 steps, a share of 100%"
            #expect(lines.contains { $0.hasSuffix(farewell) }, "\(lines)")
            let host = try #require(
                coordinator.output.firstMatch(of: /worker here joined from (\S+) with 1 slot; 1 worker\n/))
            let joined = try sandbox.runFolder("run").events(EventPattern("worker_joined", worker: "here"))
            #expect(joined.map { $0.text("host") } == [String(host.output.1)])
        }

        @Test func quietAndVerbose() throws {
            func train(_ option: String) throws -> ChorusProcess {
                try sandbox.run(
                    "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "1", option, "--out",
                    "run\(option)"
                )
            }
            for option in ["-q", "--quiet"] {
                let quiet = try train(option)
                #expect(quiet.output.isEmpty && quiet.errors.isEmpty)
            }
            for option in ["-v", "--verbose"] {
                let verbose = try train(option)
                #expect(verbose.output.contains("Epoch 1/1 - "))
                #expect(verbose.errors.contains("chorus: worker local-1 joined from "), "\(verbose.errors)")
                #expect(verbose.errors.contains("chorus: checkpoint at step 3\n"))
            }
            try sandbox.expectFailure(["train", "-q", "-v"], status: 64, says: "--quiet", "--verbose")
        }

        @Test func withoutDataFewGeneratedFacesAreTrainedOn() throws {
            func configuration(of arguments: String...) throws -> (text: String, output: String) {
                let process = try sandbox.start(
                    ["train", "--model", "tiny.yaml", "--workers", "1", "--out", "run"] + arguments)
                let path = sandbox.file("run/config.yaml")
                try #require(
                    eventually { !contents(of: path).isEmpty || !process.isRunning }, "\(process.errors)")
                process.signal(SIGINT)
                try process.wait()
                defer { try? FileManager.default.removeItem(atPath: sandbox.file("run")) }
                return (contents(of: path), process.output)
            }
            try sandbox.write("epochs: 4\n", to: "four.yaml")
            let (text, output) = try configuration()
            #expect(text.contains("\nepochs: 8\n"))
            #expect(output.hasPrefix("No DATA is given: training on 5600 generated faces for 8 epochs"), "\(output)")
            #expect(try configuration(of: "--epochs", "9").text.contains("\nepochs: 9\n"))
            #expect(try configuration(of: "--config", "four.yaml").text.contains("\nepochs: 4\n"))
            let faces = try configuration(of: "faces")
            #expect(faces.text.contains("\nepochs: 500\n"))
            #expect(!faces.output.contains("generated"))
        }
    }
}

/// The lines of a terminal's output without colours. Each has all texts that were drawn over it; the last one remains.
private func drawings(_ output: String) -> [[String]] {
    output.replacing("\r\n", with: "\n").split(separator: "\n").map { line in
        line.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").split(separator: "\r").map(String.init)
    }
}

/// The texts that remain.
private func screenLines(_ output: String) -> [String] {
    drawings(output).compactMap(\.last)
}
