import Foundation
import Testing

extension ClusterTests {
    /// Data that cannot be trained on. The error names the file or row and says what to do. No run directory is made.
    @Suite struct BadData {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
        }

        @Test func truncatedPNG() throws {
            let image = try sandbox.images(of: "faces/train/happy")[0]
            try sandbox.truncate(image, to: 200)
            try expectRefusal(says: image, "PNG", "early")
            let summary = try sandbox.run("data", "summary", "faces", "--skip-unreadable", "--json")
            #expect(try jsonObject(summary.output)["skipped"] as? Int == 1)
            let training = try sandbox.run(
                "train", "faces", "--skip-unreadable", "--model", "tiny.yaml", "--epochs", "1", "--out", "run")
            #expect(training.errors.contains("1 file"), "\(training.errors)")
        }

        @Test func truncatedJPEG() throws {
            let image = sandbox.file("faces/train/happy/face.jpg")
            let bytes = try #require(Data(base64Encoded: greyJPEG))
            try bytes.write(to: URL(fileURLWithPath: image))
            try sandbox.run("data", "summary", "faces")
            try sandbox.truncate(image, to: bytes.count / 2)
            try expectRefusal(says: image, "JPEG")
        }

        @Test func emptyFile() throws {
            let image = try sandbox.images(of: "faces/validation/sad")[0]
            try sandbox.truncate(image, to: 0)
            try expectRefusal(says: image, "empty")
        }

        @Test func foreignFile() throws {
            try sandbox.write("not an image", to: "faces/train/happy/face.png")
            try expectRefusal(says: "faces/train/happy/face.png", "neither a PNG, a JPEG nor a WebP")
            try sandbox.write("not an image", to: "faces/train/happy/notes.txt")
            try FileManager.default.removeItem(atPath: sandbox.file("faces/train/happy/face.png"))
            try expectRefusal(says: "faces/train/happy/notes.txt")
        }

        @Test func noImages() throws {
            try FileManager.default.createDirectory(
                atPath: sandbox.file("nothing/train/happy"), withIntermediateDirectories: true)
            try expectRefusal(of: "nothing", says: "nothing", "no")
            try expectRefusal(of: "runtime", says: "runtime", "no class folders")
        }

        @Test func classThatTrainingLacks() throws {
            try FileManager.default.moveItem(
                atPath: sandbox.file("faces/validation/fear"), toPath: sandbox.file("faces/validation/zeal"))
            try expectRefusal(says: "faces/validation/zeal", "'zeal'", "training classes")
        }

        @Test func oneClassAlone() throws {
            for name in ["train", "validation"] {
                for folder in try sandbox.images(of: "faces/\(name)") where !folder.hasSuffix("/happy") {
                    try FileManager.default.removeItem(atPath: folder)
                }
            }
            try expectRefusal(says: "faces", "one class, 'happy'", "nothing to learn")
        }

        @Test func anAddressAndAnArchive() throws {
            try expectRefusal(
                of: "https://example.org/faces.zip", status: 66, says: "https://example.org/faces.zip",
                "download it first")
            try sandbox.write("PK\u{3}\u{4}", to: "faces.zip")
            try expectRefusal(of: "faces.zip", says: "faces.zip", "is a zip archive", "unpack it first")
        }

        @Test func aClassWithoutValidationImages() throws {
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation/fear"))
            let training = try sandbox.run("train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--out", "run")
            #expect(training.errors.contains("no validation images of class 'fear'"), "\(training.errors)")
            #expect(try sandbox.run("data", "summary", "faces").output.contains("no validation images of class 'fear'"))
        }

        @Test func rowOfWrongLength() throws {
            let pixels = Array(repeating: "7", count: 48 * 48).joined(separator: " ")
            try sandbox.write(
                "emotion,pixels,Usage\n3,\(pixels),Training\n4,1 2 3,Training\n", to: "faces.csv")
            try expectRefusal(of: "faces.csv", says: "faces.csv", "row 3", "3 pixels", "2304")
        }

        @Test func missingPath() throws {
            try expectRefusal(of: "nowhere", status: 66, says: "nowhere", "no such file or folder")
        }

        @Test func imageThatIsTooSmallForTheModel() throws {
            try sandbox.expectFailure(
                ["train", "faces", "--image-height", "20", "--image-width", "20", "--out", "run"], status: 65,
                says: "max_pooling2d_3", "1×1")
            try expectNoRun()
        }

        private func expectRefusal(
            of data: String = "faces", status: Int32 = 65, says words: String...,
            at location: SourceLocation = #_sourceLocation
        ) throws {
            let process = try sandbox.start(["train", data, "--model", "tiny.yaml", "--out", "run"])
            try sandbox.expectFailure(of: process, status: status, says: words, at: location)
            try expectNoRun(at: location)
            try sandbox.expectNothingLeft(at: location)
        }

        private func expectNoRun(at location: SourceLocation = #_sourceLocation) throws {
            #expect(!FileManager.default.fileExists(atPath: sandbox.file("run")), sourceLocation: location)
        }
    }
}

/// A whole greyscale JPEG of 24×24 pixels.
private let greyJPEG =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8"
    + "ybqmx5moq6T/wAALCAAYABgBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABQMG/8QAJRAAAAUCBQUBAAAAAAAAAAAAAAEDBDECBREhIlGBEhQV"
    + "QXLR/9oACAEBAAA/ACGyUBVslAVbJQAGyUBZslAvcXPj7dWrTkpVoT+j/Mz4BzZKAs2SgZu7u++uNXRViiloowPI9z5P3tgP/9k="
