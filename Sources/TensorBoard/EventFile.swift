import Files
import Foundation

/// A file of events, which TensorBoard reads while the file grows. A resumed run makes new files and leaves those of
/// its earlier processes as they are.
final class EventFile {
    private let file: OutputFile
    /// The path of the file.
    let path: String

    /// The prefix of the names of all event files. TensorBoard reads only files whose names contain `tfevents`.
    private static let prefix = "events.out.tfevents."

    /// Makes a new file with this number in its name, and makes the folder unless it exists.
    ///
    /// - Throws: `StorageError` if the folder or the file cannot be made, or if the folder is not trusted.
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

    /// Appends all events with one write. If the process is killed, the file has all of them or none. Only a full disk
    /// can leave the file with some of them.
    ///
    /// - Throws: `StorageError.noSpace` or `StorageError.inputOutput`.
    func append(_ events: [EventRecord]) throws(StorageError) {
        try events.flatMap(\.bytes).withUnsafeBufferPointer { (bytes) throws(StorageError) in
            try file.write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The number for the name of a new file in `folder`: the seconds from 1970 to `now`, or one more than the largest
    /// number in the names of the event files there, if that is larger. TensorBoard reads files in the order of their
    /// names, so the new file must be the last one.
    static func nextNumber(in folder: String, now: Date) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let last = names.filter { $0.hasPrefix(prefix) }
            .compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "." }) }.max()
        return max(Int(now.timeIntervalSince1970), (last ?? 0) + 1)
    }
}
