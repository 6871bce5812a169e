import Foundation
import Testing

extension ClusterTests {
    /// A standard output that cannot take all output.
    @Suite struct Output {
        private let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
            try sandbox.run("train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--out", "run")
        }

        @Test(arguments: [
            "predict run faces/test --csv", "predict run faces/test --json", "evaluate run faces", "inspect run",
            "data summary faces", "train faces --model tiny.yaml --epochs 1 --out second --json",
        ])
        func aFullDevice(line: String) throws {
            try FileManager.default.copyItem(
                atPath: sandbox.file("faces/validation"), toPath: sandbox.file("faces/test"))
            let process = try sandbox.startScript("\"$1\" \(line) > /dev/full")
            #expect(try process.wait() == .exited(74))
            #expect(process.errors == "chorus: standard output: No space left on device; not all of it is written\n")
        }

        @Test func aFileThatMayNotGrow() throws {
            let process = try sandbox.startScript("ulimit -f 1; \"$1\" predict run faces/train --csv > table.csv")
            #expect(try process.wait() == .exited(74))
            #expect(process.errors.contains("standard output: File too large"), "\(process.errors)")
        }

        /// A reader that ends early is not an error.
        @Test func aReaderThatHasGone() throws {
            let process = try sandbox.startScript(
                "{ \"$1\" predict run faces/train --csv; echo $? > status; } | head -n 1")
            #expect(try process.wait() == .exited(0))
            #expect(process.errors.isEmpty, "\(process.errors)")
            #expect(contents(of: sandbox.file("status")) == "0\n")
        }
    }
}
