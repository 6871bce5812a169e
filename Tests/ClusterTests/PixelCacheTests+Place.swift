import Foundation
import Testing

/// The folder of the cache, and its largest size.
extension ClusterTests.PixelCaching {
    /// It is in the home folder unless XDG_CACHE_HOME is an absolute path.
    @Test(arguments: ["unset XDG_CACHE_HOME", "export XDG_CACHE_HOME=relative"])
    func inTheHomeFolder(command: String) throws {
        let process = try sandbox.start(
            after: "export HOME='\(sandbox.file("home"))'; \(command)",
            ["train", "faces", "--model", "tiny.yaml", "--epochs", "0", "--workers", "1", "--out", "run"])
        #expect(try process.wait() == .exited(0) && process.errors.isEmpty, "\(process.errors)")
        let entries = try FileManager.default.contentsOfDirectory(atPath: sandbox.file("home/.cache/chorus"))
        #expect(entries.count == 1)
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("relative")))
    }

    /// New pixels replace those that were used longest ago. The large file is sparse and takes no space on the disk.
    @Test(arguments: [(2 << 30, false), ((2 << 30) - (1 << 20), true)])
    func twoGibibytesAtMost(bytes: Int, stays: Bool) throws {
        func train(width: String) throws {
            try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "0", "--workers", "1", "--image-width", width,
                "--out", "run-\(width)")
        }
        try train(width: "48")
        let old = "cache/chorus/old.pixels"
        try sandbox.write("", to: old)
        try sandbox.truncate(sandbox.file(old), to: bytes)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -86_400)], ofItemAtPath: sandbox.file(old))
        try train(width: "40")
        #expect(FileManager.default.fileExists(atPath: sandbox.file(old)) == stays)
        let entries = try FileManager.default.contentsOfDirectory(atPath: sandbox.file("cache/chorus"))
        #expect(entries.count == (stays ? 3 : 2))
    }
}
