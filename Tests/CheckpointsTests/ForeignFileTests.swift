import Checkpoints
import Foundation
import Tensors
import Testing

/// Paths that are not checkpoints: an error names the format of another file; a run's folder stands for its best
/// checkpoint.
@Suite struct ForeignFileTests {
    private let folder = NSTemporaryDirectory() + "foreign-files-" + UUID().uuidString

    private func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = URL(fileURLWithPath: folder + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }

    @Test(arguments: [
        ("face.jpg", [0xFF, 0xD8, 0xFF, 0xE0], "a JPEG image"), ("model.pt", [0x50, 0x4B, 3, 4], "a zip archive"),
        ("model.h5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
        ("model.pkl", [0x80, 0x04, 0x95, 0x10], "a Python pickle"), ("model.gz", [0x1F, 0x8B, 8, 0], "a gzip archive"),
        ("config.yaml", Array("data: {path: null}\nmodel: fer-cnn\n".utf8), "a text file"),
    ])
    func isToldAsSuch(name: String, start: [UInt8], kind: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let padding = name.hasSuffix("yaml") ? [] : [UInt8](repeating: 0, count: 100)
        let path = try write(start + padding, to: name)
        let error = #expect(throws: CheckpointError.foreign(path: path, kind: kind)) { try TensorFile(reading: path) }
        #expect(try #require(error).description.hasPrefix("\(path) is \(kind), not a checkpoint: "))
    }

    @Test func aRunsFolderIsItsBestCheckpoint() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let best = try write([1], to: "run/checkpoints/best.safetensors")
        let run = folder + "/run"
        #expect(try CheckpointStore.checkpoint(at: run) == best)
        #expect(try CheckpointStore.checkpoint(at: run + "/") == best)
        #expect(try CheckpointStore.checkpoint(at: best) == best)
        #expect(try CheckpointStore.checkpoint(at: folder + "/nothing") == folder + "/nothing")
        let error = #expect(throws: CheckpointError.noCheckpoint(directory: folder)) {
            try CheckpointStore.checkpoint(at: folder)
        }
        #expect(try #require(error).description.contains("holds no checkpoints/best.safetensors"))
    }
}
