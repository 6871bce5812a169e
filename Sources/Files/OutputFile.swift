import Glibc

/// A new file that is being written. After ``finish()`` all bytes are on the disk; after ``close()`` the system writes
/// them later.
package final class OutputFile {
    /// The path that errors name: the file's own, or that of the file which this one will replace.
    private let path: String
    private var descriptor: Int32

    package convenience init(creating temporary: String, for path: String) throws(StorageError) {
        let descriptor = DescriptorReserve.opening {
            open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, OwnFile.permissions)
        }
        guard descriptor >= 0 else { throw StorageError.writing(path, code: errno) }
        self.init(descriptor: descriptor, path: path)
    }

    /// Takes over the descriptor of a file that is open for writing.
    package init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let part = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let result = retryingInterrupted { Glibc.write(descriptor, part.baseAddress, part.count) }
            guard result > 0 else { throw StorageError.writing(path, code: result == 0 ? ENOSPC : errno) }
            done += result
        }
    }

    /// Waits until all bytes are on the disk, and closes the file. Network file systems report a full disk only here.
    func finish() throws(StorageError) {
        guard retryingInterrupted({ fsync(descriptor) }) == 0 else { throw StorageError.writing(path, code: errno) }
        try close()
    }

    /// Closes the file without waiting for the disk.
    func close() throws(StorageError) {
        let result = Glibc.close(descriptor)
        descriptor = -1
        guard result == 0 || errno == EINTR else { throw StorageError.writing(path, code: errno) }
    }
}
