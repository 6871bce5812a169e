import Glibc

/// The exclusive right to write to a folder, for instance a run's. While this object lives, it holds an `flock` on the
/// folder's file `lock`.
///
/// Keep the object in a stored property, or inside `withExtendedLifetime`, so that it is not freed too early. The
/// system releases the lock when the process ends in any way. The file remains; without a process that holds its lock
/// it has no meaning. Child processes do not inherit the lock.
public final class FolderLock: Sendable {
    /// The name of the locked file in the folder.
    public static let fileName = "lock"

    private let descriptor: Int32

    /// Takes the lock of a folder, which must exist and be trusted.
    ///
    /// - Throws: `locked`, which names the process that holds the lock; `missing`, `notTrusted`, `noSpace`,
    ///   `cannotCreate` or `inputOutput`.
    public init(directory: String) throws(StorageError) {
        let path = directory + "/" + FolderLock.fileName
        try StorageError.reading(directory) { () throws(FileError) in try OwnFolder.require(directory) }
        // If this throws after the file is open, deinit closes it. Closing it here too could close a file that another
        // thread has opened with the same descriptor.
        do throws(FileError) {
            descriptor = try openOwn(path, O_RDWR | O_CREAT)
        } catch {
            throw StorageError(opening: path, error)
        }
        guard retryingInterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
            let code = errno
            guard code == EWOULDBLOCK else { throw StorageError.writing(path, operation: "lock", code: code) }
            throw StorageError.locked(directory: directory, holder: FolderLock.holder(descriptor))
        }
        let note = Array("process \(getpid()) on \(hostName())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, note, note.count, 0) == note.count else {
            throw StorageError.writing(path, code: errno)
        }
    }

    deinit {
        // A process that was just forked may still have the descriptor: closing ours alone would not release the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The process that holds the lock, as it has named itself in the file; "another process" if it has not.
    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let line = bytes.prefix(max(count, 0)).prefix { $0 >= 0x20 }
        return line.isEmpty ? "another process" : String(decoding: line, as: UTF8.self)
    }
}
