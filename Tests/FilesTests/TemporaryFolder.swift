import Foundation

/// A folder of its own for each test, removed with the object.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "chorus-files-" + UUID().uuidString

    init() {
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String {
        path + "/" + name
    }

    /// The names in the folder, sorted.
    var names: [String] {
        try! FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func write(_ bytes: [UInt8], to name: String) {
        try! Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    }

    func read(_ name: String) -> [UInt8] {
        try! Array(Data(contentsOf: URL(fileURLWithPath: file(name))))
    }
}
