import Files
import Foundation

/// A file of events, which TensorBoard reads while it grows. Each process of a run makes new files and leaves those of
/// earlier processes as they are.
final class EventFile {
    private let file: OutputFile
    /// The path of the file.
    let path: String

    /// The prefix of the names of all event files. TensorBoard reads only files whose names contain `tfevents`.
    private static let prefix = "events.out.tfevents."

    /// Makes a new file with this number in its name, and the folder unless it exists.
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

    /// Appends all events with one write. So the file has either all of them or none if the process is killed, unless
    /// the disk is full.
    ///
    /// - Throws: `noSpace` or `inputOutput`.
    func append(_ events: [EventRecord]) throws(StorageError) {
        try events.flatMap(\.bytes).withUnsafeBufferPointer { (bytes) throws(StorageError) in
            try file.write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The number in the name of the next file in a folder: the time in seconds since 1970, or the largest number of a
    /// file there plus 1 if that is more. TensorBoard reads files in the order of their names, so the next file must be
    /// the last one.
    static func nextNumber(in folder: String, now: Date) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let last = names.filter { $0.hasPrefix(prefix) }
            .compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "." }) }.max()
        return max(Int(now.timeIntervalSince1970), (last ?? 0) + 1)
    }
}
