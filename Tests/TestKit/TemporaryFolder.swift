import Foundation
import Glibc

/// A new folder for one test, removed with the object. It is in /tmp, since the path of a socket has at most 107 bytes.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/chorus-tests-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            fatalError("no folder in /tmp: \(String(cString: strerror(errno)))")
        }
        path = String(cString: made)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { path + "/" + name }

    /// The names in the folder, sorted.
    package var names: [String] {
        try! FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Makes a folder in the folder, and those above it.
    package func makeFolder(_ name: String) {
        try! FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    }

    /// Writes a file, and makes the folders above it. Returns its path.
    @discardableResult
    package func write(_ bytes: some Sequence<UInt8>, to name: String) -> String {
        let url = URL(fileURLWithPath: file(name))
        try! FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try! Data(bytes).write(to: url)
        return url.path
    }

    /// The bytes of a file.
    package func read(_ name: String) -> [UInt8] {
        try! Array(Data(contentsOf: URL(fileURLWithPath: file(name))))
    }
}
