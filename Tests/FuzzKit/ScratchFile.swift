import Foundation

/// A file for readers that take paths: each input is written over the one before.
final class ScratchFile: Sendable {
    /// Where it lies.
    let path: String

    /// A file in a folder of its own, which goes with the object.
    init(name: String) {
        let folder = NSTemporaryDirectory() + "chorus-fuzz-" + UUID().uuidString
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("no folder for a scratch file: \(error)")
        }
        path = folder + "/" + name
    }

    deinit {
        try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
    }

    /// Writes the input and calls `body` with the file's path.
    func holding<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        guard let file = fopen(path, "wb") else { throw BrokenPromise(description: "a scratch file can be written") }
        let written = fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        try promise(written == bytes.count, "a scratch file holds its bytes")
        return try body(path)
    }
}
