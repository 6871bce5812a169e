import Datasets
import Foundation

/// A temporary folder, removed with the object.
final class TestFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "datasets-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The whole path of something in the folder.
    func path(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ contents: Data, to name: String) throws -> String {
        let file = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try contents.write(to: file)
        return file.path
    }

    /// Copies an image of the goldens.
    @discardableResult
    func add(_ name: String, golden: String = "grey.png") throws -> String {
        try write(Goldens.data("images/" + golden), to: name)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    func read(_ options: DataOptions = DataOptions()) throws(DatasetError) -> Dataset {
        try DatasetReader.read(path: path, options: options)
    }
}

/// FER2013's CSV of faces that are grey all over.
struct TestTable {
    var lines = ["emotion,pixels,Usage"]

    static func pixels(_ grey: Int, count: Int = 48 * 48) -> String {
        [String](repeating: String(grey), count: count).joined(separator: " ")
    }

    mutating func add(_ emotion: Int, grey: Int, _ usage: String = "Training") {
        lines.append("\(emotion),\(TestTable.pixels(grey)),\(usage)")
    }

    func data(lineEnd: String = "\n") -> Data {
        Data((lines.joined(separator: lineEnd) + lineEnd).utf8)
    }
}
