import Foundation
import Testing

/// Typed arguments, the exit status, and the text of the error line.
struct WordsCase: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    let says: [String]
    /// The text of `options.yaml`.
    let options: String

    /// A case whose arguments hold no spaces.
    init(_ line: String, _ status: Int32, _ says: String..., options: String = "") {
        arguments = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
        self.status = status
        self.says = says
        self.options = options
    }

    var testDescription: String { "\(arguments.joined(separator: " ")) \(options)" }
}

extension ClusterTests {
    /// A typing error gives one line that says what, where and what to do, and its exit status.
    @Suite struct HelpfulWords {
        private let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeTinyModel()
            for folder in ["faces/train/happy", "run/checkpoints", "runs/tiny-20260102-030405", "empty", "my faces"] {
                try FileManager.default.createDirectory(
                    atPath: sandbox.file(folder), withIntermediateDirectories: true)
            }
            try sandbox.write("epochs: 1\n", to: "settings.yaml")
            try sandbox.write("epochs: 1\nmicro_batches: 8\n", to: "run/config.yaml")
            try sandbox.write("epochs: 1\n", to: "runs/tiny-20260102-030405/config.yaml")
            for name in ["run/checkpoints/best.safetensors", "face.png", "table.csv", "afile"] {
                try sandbox.write("x", to: name)
            }
        }

        @Test(
            arguments: WordsCase.commands + WordsCase.unknownOptions + WordsCase.values + WordsCase.mixedUp
                + WordsCase.paths + WordsCase.configurations)
        func isToldWhatToDo(wrong: WordsCase) throws {
            try sandbox.write(wrong.options, to: "options.yaml")
            let before = try contents()
            let process = try sandbox.start(wrong.arguments)
            try sandbox.expectFailure(of: process, status: wrong.status, says: wrong.says)
            #expect(try contents() == before)
        }

        /// Correct arguments and requests for help are not rejected.
        @Test(arguments: [
            "", "help", "help worker", "help data summary", "--version", "worker --version", "worker --help",
            "train --lr 3 --help", "predict -h", "data", "--generate-completion-script bash",
        ])
        func whatIsNotWrong(line: String) throws {
            let process = try sandbox.start(line.split(separator: " ").map(String.init))
            #expect(try process.wait() == .exited(0))
            #expect(!process.output.isEmpty && process.errors.isEmpty)
        }

        /// Messages that need a run's files.
        @Test func ofARun() throws {
            try sandbox.run("data", "synthesize", "--out", "drawn", "--count", "70")
            let start = try sandbox.run("train", "drawn", "--model", "tiny.yaml", "--epochs", "0", "--out", "zero")
            let last = "Initial weights, no epoch was trained: zero/checkpoints/best.safetensors\n"
            #expect(start.output.hasSuffix(last) && start.output.contains("no epoch: only the initial weights"))
            #expect(!start.output.contains("est checkpoint"))
            try sandbox.expectFailure(
                ["train", "--resume", "zero", "--batch-size", "32", "--seed", "3"], status: 64,
                says: "zero was started differently: --seed; --batch-size;",
                "on --resume only --epochs, --checkpoint-every, --verify-every, --cache, --workers, --worker-timeout, ")
            try sandbox.expectFailure(
                ["train", "drawn", "--model", "tiny.yaml", "--out", "afile/below"], status: 73,
                says: "afile/below cannot be made: afile is a file; choose another --out")
        }

        private func contents() throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: sandbox.path)
                .filter { !$0.hasPrefix("process-") && $0 != "run/lock" }
                .sorted()
        }
    }
}
