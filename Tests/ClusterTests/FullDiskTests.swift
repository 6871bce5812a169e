import Foundation
import Testing

extension ClusterTests {
    /// A disk that is full when the third checkpoint is written. It is a small file system in memory. The test fails on
    /// a system where this user may not mount one in a private mount namespace.
    @Suite struct FullDisk {
        private static let script = """
            set -e
            mkdir disk
            mount -t tmpfs -o size=12200k none disk
            status=0
            "$1" train --config options.yaml --out disk/run || status=$?
            echo "train ended with $status"
            "$1" inspect disk/run/checkpoints/last.safetensors > inspection
            ls -A disk/run/checkpoints > files
            touch failed
            for turn in $(seq 300); do if [ -e continue ]; then break; fi; sleep 0.1; done
            mount -o remount,size=100m disk
            "$1" train --resume disk/run
            cp -r disk/run run
            """

        @Test func checkpointThatDoesNotFit() throws {
            let sandbox = try Sandbox()
            try sandbox.makeFaces()
            // A quarter of a million parameters: a checkpoint of 4 MB.
            try sandbox.write(
                """
                name: wide
                layers:
                  - conv2d: {filters: 16, kernel_size: 3, activation: relu}
                  - max_pooling2d: {pool_size: 4}
                  - dropout: {rate: 0.25}
                  - flatten: {}
                  - dense: {units: 128, activation: relu}
                  - dense: {units: classes, activation: softmax}
                """, to: "wide.yaml")
            try sandbox.write(
                "{data: {path: faces}, model: wide.yaml, epochs: 5, cluster: {workers: 2}}\n", to: "options.yaml")
            try sandbox.run("train", "--config", "options.yaml", "--out", "straight")

            let process = try sandbox.startScript(FullDisk.script)
            try #require(
                eventually { FileManager.default.fileExists(atPath: sandbox.file("failed")) || !process.isRunning })
            #expect(process.output.contains("train ended with 74"), "\(process.output)\(process.errors)")
            #expect(process.errors.split(separator: "\n").count == 1)
            #expect(process.errors.contains("last.safetensors: No space left on device"), "\(process.errors)")
            #expect(children(of: process.processID, with: "worker").isEmpty)
            #expect(try sandbox.sockets().isEmpty)
            #expect(contents(of: sandbox.file("inspection")).contains("step: 6"))
            let files = contents(of: sandbox.file("files")).split(separator: "\n")
            #expect(files == ["best.safetensors", "last.previous.safetensors", "last.safetensors"])

            try sandbox.write("", to: "continue")
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            #expect(try sandbox.runFolder("run").bits() == sandbox.runFolder("straight").bits())
            try sandbox.expectNothingLeft()
        }
    }
}
