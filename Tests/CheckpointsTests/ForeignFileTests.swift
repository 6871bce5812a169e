import Checkpoints
import Foundation
import Tensors
import Testing
import TestKit

/// Paths that are not checkpoints: an error names the format of another file; a run's folder stands for its best
/// checkpoint.
@Suite struct ForeignFileTests {
    private let folder = TemporaryFolder()

    @Test(arguments: [
        ("face.jpg", [0xFF, 0xD8, 0xFF, 0xE0], "a JPEG image"), ("model.pt", [0x50, 0x4B, 3, 4], "a zip archive"),
        ("model.h5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
        ("model.pkl", [0x80, 0x04, 0x95, 0x10], "a Python pickle"), ("model.gz", [0x1F, 0x8B, 8, 0], "a gzip archive"),
        ("config.yaml", Array("data: {path: null}\nmodel: fer-cnn\n".utf8), "a text file"),
        ("accents.txt", Array(String(repeating: "é", count: 1000).utf8), "a text file"),
        ("more.txt", Array(("x" + String(repeating: "é", count: 1000)).utf8), "a text file"),
    ])
    func isToldAsSuch(name: String, start: [UInt8], kind: String) throws {
        let padding = name.hasSuffix("yaml") ? [] : [UInt8](repeating: 0, count: 100)
        let path = folder.write(start + padding, to: name)
        let error = #expect(throws: CheckpointError.foreign(path: path, kind: kind)) { try TensorFile(reading: path) }
        #expect(try #require(error).description.hasPrefix("\(path) is \(kind), not a checkpoint: "))
    }

    @Test func aRunsFolderIsItsBestCheckpoint() throws {
        let best = folder.write([1], to: "run/checkpoints/best.safetensors")
        let run = folder.file("run")
        #expect(try CheckpointStore.checkpoint(at: run) == best)
        #expect(try CheckpointStore.checkpoint(at: run + "/") == best)
        #expect(try CheckpointStore.checkpoint(at: best) == best)
        #expect(try CheckpointStore.checkpoint(at: folder.file("nothing")) == folder.file("nothing"))
        let error = #expect(throws: CheckpointError.noCheckpoint(directory: folder.path)) {
            try CheckpointStore.checkpoint(at: folder.path)
        }
        #expect(try #require(error).description.contains("holds no checkpoints/best.safetensors"))
    }
}
