import Foundation
import Testing

extension ClusterTests {
    /// `data list`, and its table as data.
    @Suite struct ImageTables {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
            try sandbox.run("train", "faces", "--config", "small.yaml", "--workers", "1", "--out", "folders")
        }

        @Test(arguments: ["lists/faces.csv", "faces.csv"])
        func theBitsAreThoseOfFolders(table: String) throws {
            try FileManager.default.createDirectory(
                atPath: sandbox.file("lists"), withIntermediateDirectories: true)
            #expect(try sandbox.run("data", "list", "faces", "--out", table).output == "195 images in \(table)\n")
            try sandbox.run("train", table, "--config", "small.yaml", "--workers", "2", "--out", "table")
            #expect(try sandbox.runFolder("table").bits() == sandbox.runFolder("folders").bits())
            let evaluations = try ["faces", table].map { try sandbox.run("evaluate", "folders", $0).output }
            #expect(evaluations[0] == evaluations[1])
        }

        /// Without a validation folder, a run on the table holds out what a run on the folder does.
        @Test func heldOutImages() throws {
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation"))
            let list = try sandbox.run("data", "list", "faces").output
            #expect(!list.contains("validation") && list.hasPrefix("path,label,split\nfaces/train/angry/"))
            try sandbox.write(list, to: "table.csv")
            for data in ["faces", "table.csv"] {
                try sandbox.run("train", data, "--config", "small.yaml", "--seed", "5", "--out", data + "-run")
            }
            #expect(try sandbox.runFolder("faces-run").bits() == sandbox.runFolder("table.csv-run").bits())
        }

        /// A user leaves out a class, and images that are in training too.
        @Test func partsOfAList() throws {
            let copied = try sandbox.images(of: "faces/train/happy")[0]
            try FileManager.default.copyItem(atPath: copied, toPath: sandbox.file("faces/validation/happy/zzz.png"))
            let summary = try sandbox.run("data", "summary", "faces").output
            #expect(
                summary.contains("1 of 29 validation images is also a training image; for instance faces/validation"))
            let list = try sandbox.run("data", "list", "faces").output.split(separator: "\n")
            let kept = list.filter { !$0.contains(",sad,") && !$0.contains("zzz.png") }
            try sandbox.write(kept.joined(separator: "\n"), to: "kept.csv")
            let json = try jsonObject(try sandbox.run("data", "summary", "kept.csv", "--json").output)
            #expect((json["classes"] as? [String])?.contains("sad") == false)
            let findings = try #require(json["findings"] as? [String: Any])
            let inTraining = try #require(findings["in_training"] as? [String: [String: Any]])
            #expect(inTraining["validation"]?["count"] as? Int == 0)
        }

        /// The way of docs/data.md: a table of candidates, and a list without them.
        @Test func withoutCandidates() throws {
            for (index, copied) in try sandbox.images(of: "faces/train/happy").prefix(2).enumerated() {
                try FileManager.default.copyItem(
                    atPath: copied, toPath: sandbox.file("faces/validation/happy/z\(index).png"))
            }
            let summary = try sandbox.run("data", "summary", "faces", "--candidates", "candidates.csv").output
            #expect(summary.hasSuffix("2 candidates to leave out in candidates.csv\n"))
            try sandbox.run("data", "list", "faces", "--out", "all.csv")
            let script = try sandbox.startScript(
                """
                awk -F, 'NR == FNR { if ($4 == "in_training") out[$1]; next } !($1 in out)' candidates.csv all.csv \
                    > kept.csv
                """)
            #expect(try script.wait() == .exited(0))
            let json = try jsonObject(try sandbox.run("data", "summary", "kept.csv", "--json").output)
            let findings = try #require(json["findings"] as? [String: Any])
            #expect((findings["candidates"] as? [Any])?.isEmpty == true)
            #expect((json["counts"] as? [String: [Int]])?["validation"]?.reduce(0, +) == 28)
        }

        /// Nothing but a table of the same kind is replaced.
        @Test func filesThatAreKept() throws {
            let image = try sandbox.images(of: "faces/train/happy")[0]
            for out in [image, "folders/history.csv", "-", "faces.CSV/none.csv"] {
                let before = FileManager.default.contents(atPath: out)
                let process = try sandbox.start(["data", "list", "faces", "--out", out])
                #expect(try process.wait() == .exited(out.hasSuffix("none.csv") ? 73 : 64), "\(process.errors)")
                #expect(FileManager.default.contents(atPath: out) == before)
            }
            try sandbox.run("data", "list", "faces", "--out", "all.csv")
            try sandbox.run("data", "list", "faces", "--out", "all.csv")
            try sandbox.expectFailure(
                ["data", "list", "all.csv", "--out", "./all.csv"], status: 64, says: "the data set itself")
            try sandbox.expectFailure(
                ["data", "summary", "faces", "--candidates", "all.csv"], status: 64,
                says: "--candidates is all.csv, which exists and is not such a table")
            for arguments in [
                ["data", "augment", "faces", "--balance", "largest", "--out", "faces/new"],
                ["data", "preview", "faces", "--balance", "largest", "--out", "faces/new.png"],
                ["train", "faces", "--out", "faces/run"],
            ] {
                try sandbox.expectFailure(arguments, status: 73, says: "faces/", "inside the data set ")
            }
        }

        @Test func badRows() throws {
            try sandbox.write("path,label\nfaces/train/happy/none.png,happy\n", to: "table.csv")
            try sandbox.expectFailure(
                ["train", "table.csv"], status: 65, says: "table.csv, row 2: there is no file", "--skip-unreadable")
        }
    }
}
