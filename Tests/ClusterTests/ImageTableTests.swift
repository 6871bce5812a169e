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

        @Test func badRows() throws {
            try sandbox.write("path,label\nfaces/train/happy/none.png,happy\n", to: "table.csv")
            try sandbox.expectFailure(
                ["train", "table.csv"], status: 65, says: "table.csv, row 2: there is no file", "--skip-unreadable")
        }
    }
}
