import Datasets
import Foundation
import GeneratedFaces
import Testing

extension ClusterTests {
    /// Training from a table like FER2013's `fer2013.csv`: what the same images in folders give, to the bit.
    @Suite struct Tables {
        /// FER2013's labels, in their order.
        private static let labels = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
        private static let usages = [("Training", "train"), ("PublicTest", "validation"), ("PrivateTest", "test")]

        let sandbox: Sandbox

        /// The same generated faces in folders and in a table, whose rows are not in order of their classes.
        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
            try FileManager.default.copyItem(
                atPath: sandbox.file("faces/validation"), toPath: sandbox.file("faces/test"))
            for image in try sandbox.images(of: "faces/test/sad").prefix(2) {
                try FileManager.default.removeItem(atPath: image)
            }
            try sandbox.write(try Self.table(of: sandbox), to: "fer2013.csv")
            try sandbox.run("train", "--config", "small.yaml", "--workers", "1", "--out", "folders")
        }

        @Test(arguments: ["1", "3"])
        func theBitsAreThoseOfFolders(workers: String) throws {
            try train("--workers", workers, out: "table")
            let (table, folders) = (sandbox.runFolder("table"), sandbox.runFolder("folders"))
            #expect(try table.bits() == folders.bits())
            let accuracy = try #require(try table.summary()["test_accuracy"] as? Double)
            #expect(try folders.summary()["test_accuracy"] as? Double == accuracy)
            try sandbox.expectNothingLeft()
        }

        @Test func itIsResumedAndItsRowsMustBeTheSame() throws {
            try train("--epochs", "1", out: "table")
            let table = contents(of: sandbox.file("fer2013.csv"))
            try sandbox.write(table.replacing(#/\n0,\d+ /#, with: "\n0,7 ", maxReplacements: 1), to: "fer2013.csv")
            try sandbox.expectFailure(
                ["train", "--resume", "table", "--epochs", "3"], status: 64, says: "table", "fer2013.csv")
            try sandbox.write(table, to: "fer2013.csv")
            try sandbox.run("train", "--resume", "table", "--epochs", "3", "--workers", "2")
            #expect(try sandbox.runFolder("table").bits() == sandbox.runFolder("folders").bits())
        }

        /// It is counted and evaluated like the folders. Its pixels are not cached.
        @Test func otherCommandsReadIt() throws {
            let best = sandbox.runFolder("folders").checkpoint("best")
            for split in [[], ["--split", "train"], ["--split", "validation"], ["--split", "test"]] {
                let evaluations = try ["faces", "fer2013.csv"].map { data in
                    let process = try sandbox.start(["evaluate", best, data] + split)
                    #expect(try process.wait() == .exited(0), "\(process.errors)")
                    return process.output
                }
                #expect(evaluations[0] == evaluations[1])
            }
            let counts = try ["faces", "fer2013.csv"].map { data in
                let summary = try jsonObject(try sandbox.run("data", "summary", data, "--json").output)
                return try #require(summary["counts"] as? [String: [Int]])
            }
            #expect(counts[0] == counts[1])
            #expect(counts[1]["test"] == [4, 4, 4, 4, 4, 2, 4])

            let before = try caches()
            try train("--epochs", "1", out: "table")
            #expect(try caches() == before && before.count == 1)
        }

        private func train(_ options: String..., out: String) throws {
            let process = try sandbox.start(
                ["train", "fer2013.csv", "--config", "small.yaml", "--out", out] + options)
            #expect(try process.wait() == .exited(0), "\(process.errors)")
        }

        private func caches() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: sandbox.file("cache/chorus")).sorted()
        }

        /// A row for each face of the folders. The names of the files have its index. Within a class and a split rows
        /// follow the files.
        private static func table(of sandbox: Sandbox) throws -> String {
            var rows: [(index: Int, text: String)] = []
            for (usage, split) in usages {
                for (label, name) in labels.enumerated() {
                    let classIndex = try #require(SyntheticFaces.classes.firstIndex(of: name))
                    for path in try sandbox.images(of: "faces/\(split)/\(name)") {
                        let index = try #require(Int(path.split(separator: "/").last?.prefix { $0 != "." } ?? ""))
                        let pixels = SyntheticFaces.face(class: classIndex, index: index, seed: 0)
                        rows.append((index, "\(label),\(pixels.map(String.init).joined(separator: " ")),\(usage)"))
                    }
                }
            }
            return (["emotion,pixels,Usage"] + rows.sorted { $0.index < $1.index }.map(\.text))
                .joined(separator: "\n") + "\n"
        }
    }
}
