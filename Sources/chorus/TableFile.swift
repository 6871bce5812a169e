import ArgumentParser
import Files
import Foundation

/// A table of comma-separated values that a command writes. It replaces only a table of its own kind. So a checkpoint,
/// an image, a data set or a run's history that a user names by mistake stays as it is.
struct TableFile {
    /// The option that names the table, for messages.
    let option: String
    let path: String
    /// How the first line of every table of this kind begins.
    let header: String

    init(_ option: String, _ path: String, header: String) {
        self.option = option
        self.path = path
        self.header = header
    }

    /// Checks that the path ends in `.csv`, and that a file that already exists there is empty or a table of this kind.
    func validate() throws {
        guard path.lowercased().hasSuffix(".csv") else {
            throw ValidationError("\(option) is \(path); it must be a file whose name ends in .csv")
        }
        guard FileManager.default.fileExists(atPath: path) else { return }
        let start = try? InputFile(path).start(upTo: header.utf8.count)
        guard let start, start.isEmpty || start.elementsEqual(header.utf8) else {
            throw ValidationError(
                "\(option) is \(path), which exists and is not such a table; give another name")
        }
    }

    /// Checks that the file can be written.
    func requireWritable() throws {
        try AtomicFile.requireWritable(path)
    }

    /// Writes the table, which begins with ``header``.
    func write(_ text: String) throws {
        precondition(text.hasPrefix(header), "a table that begins otherwise than '\(header)'")
        try AtomicFile.write(text, to: path)
    }
}
