import Foundation
import Testing

extension ClusterTests {
    /// Runs that diverge although all workers are right. They have many layers that each multiply, and a learning rate
    /// of 1, which is far too large.
    @Suite struct Divergence {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeFaces()
        }

        @Test(
            arguments: [
                // The second step's loss; that of the validation after an epoch of one step; the square of a gradient.
                (layers: 60, batchSize: 64, words: "epoch 1, step 2: the output of dense_"),
                (60, 256, "epoch 1, step 1: the output of dense_"),
                (20, 64, "epoch 1, step 2: the update of dense_21 is"),
            ], ["0", "2"])
        func stopsTheRunAndNamesTheLayer(
            _ model: (layers: Int, batchSize: Int, words: String), workers: String
        ) throws {
            let (layers, batchSize, words) = model
            try makeModel(layers: layers)
            let process = try sandbox.start([
                "train", "faces", "--model", "deep.yaml", "--learning-rate", "1", "--batch-size", "\(batchSize)",
                "--workers", workers, "--out", "run", "--checkpoint-every", "1", "--json",
            ])
            try sandbox.expectFailure(of: process, status: 65, says: [words, "is not finite: the run has diverged"])
            let failure = try #require(try run.log().last { $0.event == "run_failed" })
            let said = try #require(failure.text("reason"))
            #expect(process.errors == "chorus: \(said)\n")
            try sandbox.expectNothingLeft()

            // The last good checkpoint is there, and the run resumes from it to the same error.
            let inspection = try sandbox.run("inspect", run.checkpoint("last"))
            #expect(inspection.output.contains("step: 1\n"), "\(inspection.output)")
            #expect(try floats(of: run.checkpoint("last")).allSatisfy(\.isFinite))
            let again = try sandbox.start(["train", "--resume", "run"])
            #expect(try again.wait() == .exited(65))
            #expect(again.errors == process.errors)
            try sandbox.expectNothingLeft()
        }

        private func makeModel(layers count: Int) throws {
            let layers = Array(repeating: "  - dense: {units: 64}", count: count).joined(separator: "\n")
            try sandbox.write(
                """
                name: deep
                layers:
                  - flatten: {}
                \(layers)
                  - dense: {units: classes, activation: softmax}
                """, to: "deep.yaml")
        }

        /// All numbers of a checkpoint. The file has the length of its header, the header and then the numbers.
        private func floats(of path: String) throws -> [Float] {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return data.withUnsafeBytes { bytes in
                let header = Int(UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
                return stride(from: 8 + header, to: bytes.count, by: 4).map {
                    Float(bitPattern: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
                }
            }
        }
    }
}
