import Files
import Foundation

/// A file of events, which TensorBoard reads while it grows. Each process of a run writes one of its own.
final class EventFile {
    private let file: OutputFile
    /// The path of the file.
    let path: String

    /// The prefix of the names of all event files. TensorBoard reads only files whose names contain `tfevents`.
    private static let prefix = "events.out.tfevents."

    /// Makes the file with a number, and the folder for it.
    ///
    /// - Throws: `noSpace`, `inputOutput` or `notTrusted`.
    init(in folder: String, number: Int) throws(StorageError) {
        path = "\(folder)/\(EventFile.prefix)\(number).\(hostName())"
        do throws(FileError) {
            try OwnFolder.make(folder)
            try OwnFolder.require(folder)
        } catch {
            throw StorageError(creating: folder, error)
        }
        do throws(FileError) {
            let descriptor = try openOwn(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
            file = OutputFile(descriptor: descriptor, path: path)
        } catch {
            throw StorageError(opening: path, error)
        }
    }

    /// Appends events, all in one write: a process that is killed leaves none or all of them, unless the disk is full.
    ///
    /// - Throws: `noSpace` or `inputOutput`.
    func append(_ events: [EventRecord]) throws(StorageError) {
        try events.flatMap(\.bytes).withUnsafeBufferPointer { (bytes) throws(StorageError) in
            try file.write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The number of the next file in a folder: the time in seconds, or the largest number of a file there plus 1 if
    /// that is more. TensorBoard reads files in the order of their names.
    static func nextNumber(in folder: String, now: Date) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let last = names.filter { $0.hasPrefix(prefix) }
            .compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "." }) }.max()
        return max(Int(now.timeIntervalSince1970), (last ?? 0) + 1)
    }
}
