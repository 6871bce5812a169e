import Foundation
import Testing

extension Sandbox {
    /// Writes 210 generated faces to the folder `faces`, and removes some of one class. So class weights differ from 1,
    /// and the last of three batches of 64 has 39 samples, which four micro-batches cannot share evenly.
    func makeFaces() throws {
        try run("data", "synthesize", "--out", "faces", "--count", "210")
        for image in try images(of: "faces/train/disgust").prefix(15) {
            try FileManager.default.removeItem(atPath: image)
        }
    }

    /// The paths of a folder's files, sorted.
    func images(of folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(folder)).sorted().map { file("\(folder)/\($0)") }
    }

    /// Writes a file.
    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    /// Cuts a file to its first `count` bytes.
    func truncate(_ path: String, to count: Int) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: UInt64(count))
        try handle.close()
    }

    /// Writes a model whose steps take a few milliseconds to `tiny.yaml`.
    func makeTinyModel() throws {
        try write(
            """
            name: tiny
            layers:
              - conv2d: {filters: 4, kernel_size: 3, activation: relu}
              - batch_normalization: {}
              - max_pooling2d: {pool_size: 4}
              - dropout: {rate: 0.25}
              - flatten: {}
              - dense: {units: classes, activation: softmax}
            """, to: "tiny.yaml")
    }
}
