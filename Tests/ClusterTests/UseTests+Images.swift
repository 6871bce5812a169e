import Foundation
import Testing

extension ClusterTests.Use {
    /// A run's folder stands for its best checkpoint.
    @Test func aRunsFolder() throws {
        for command in [["evaluate", "run", "faces"], ["inspect", "run"], ["predict", "run/", "faces/test/sad"]] {
            let arguments = command.map { $0.hasPrefix("run") ? best : $0 }
            let process = try sandbox.start(command)
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            let named = try sandbox.start(arguments)
            #expect(try named.wait() == .exited(0))
            // Only the folder knows how the run went on after its best epoch.
            #expect(
                process.output.split(separator: "\n").filter { !$0.hasPrefix("In the best epoch") }
                    == named.output.split(separator: "\n"))
        }
        for command in [
            ["evaluate", "faces", "faces"], ["inspect", "faces"], ["predict", "faces", "faces/test/sad"],
        ] {
            try sandbox.expectFailure(command, status: 66, says: "faces", "checkpoints/best.safetensors")
        }
    }

    /// A damaged or foreign file is named, the others are predicted, and the exit status shows the failure.
    @Test func predictGoesOnPastWhatCannotBeRead() throws {
        let folder = "faces/test/happy"
        try sandbox.truncate(try sandbox.images(of: folder)[1], to: 200)
        try sandbox.write("GIF89a", to: "\(folder)/x.gif")
        try sandbox.write("notes", to: "\(folder)/notes.txt")
        let process = try sandbox.start(["predict", best, folder])
        #expect(try process.wait() == .exited(65))
        #expect(process.output.split(separator: "\n").count == 3)
        let lines = process.errors.split(separator: "\n")
        #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("chorus: \(folder)") }, "\(process.errors)")
        #expect(lines[0].contains("notes.txt") && lines[1].contains("damaged PNG") && lines[2].contains("GIF"))
        let skipping = try sandbox.run("predict", best, folder, "--skip-unreadable", "--csv")
        #expect(skipping.output.split(separator: "\n").count == 4)
        #expect(skipping.errors.split(separator: "\n").count == 3)
        let json = try sandbox.run("predict", best, folder, "--json", status: 65).output
        #expect((try jsonObject(json)["failures"] as? [String])?.count == 2)
    }

    @Test func predictReadsStandardInputAndWhateverItsName() throws {
        let image = try sandbox.images(of: "faces/test/fear")[0]
        let expected = try sandbox.run("predict", best, image).output.replacing(image, with: "-")
        let process = try sandbox.startScript("cat \"$3\" | \"$1\" predict \"$2\" -", best, image)
        #expect(try process.wait() == .exited(0), "\(process.errors)")
        #expect(process.output == expected)
        try FileManager.default.copyItem(atPath: image, toPath: sandbox.file("face.bin"))
        #expect(try sandbox.run("predict", best, "face.bin").output == expected.replacing("-:", with: "face.bin:"))
        try sandbox.expectFailure(["predict", best, "-"], status: 65, says: "standard input", "empty")
    }

    @Test func otherFilesForACheckpoint() throws {
        let image = try sandbox.images(of: "faces/test/fear")[0]
        try sandbox.expectFailure(["inspect", image], status: 65, says: image, "is a PNG image, not a checkpoint")
        try sandbox.expectFailure(
            ["inspect", run.path + "/config.yaml"], status: 64, says: "config.yaml",
            "is a YAML file and not a checkpoint")
        try sandbox.expectFailure(["inspect", "https://a/b"], status: 66, says: "https://a/b", "download it first")
        try sandbox.expectFailure(
            ["evaluate", best, "https://a/b"], status: 66, says: "https://a/b", "download it first")
        try sandbox.expectFailure(
            ["evaluate", best, image], status: 64, says: image, "is one image and not a data set")
        // The contents decide, not the name.
        let unnamed = sandbox.file("photo")
        try FileManager.default.copyItem(atPath: image, toPath: unnamed)
        try sandbox.expectFailure(
            ["evaluate", best, unnamed], status: 64, says: unnamed, "is one image and not a data set")
        let archive = sandbox.file("photo.png")
        try Data([0x50, 0x4B, 3, 4]).write(to: URL(fileURLWithPath: archive))
        try sandbox.expectFailure(
            ["evaluate", best, archive], status: 65, says: archive, "is a zip archive and not a data set")
    }
}
