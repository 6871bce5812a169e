import Glibc

/// A regular file open for reading; closed with the object.
final class InputFile: Sendable {
    let path: String
    /// Bytes of the file when it was opened.
    let count: Int
    private let descriptor: Int32

    init(_ path: String) throws(CheckpointError) {
        // Without O_NONBLOCK, a pipe of that name would block the caller until somebody writes to it.
        descriptor = retryingInterrupted { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw CheckpointError.reading(path, code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw CheckpointError.reading(path, code: code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw CheckpointError.damaged(path: path, problem: "it is a folder or a device")
        }
        self.path = path
        count = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Fills `count` numbers with the bytes of the file from `offset` on.
    func read<Number: BitwiseCopyable>(
        _ numbers: UnsafeMutablePointer<Number>, count: Int, at offset: Int
    ) throws(CheckpointError) {
        let target = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: numbers, count: count))
        var done = 0
        while done < target.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: target[done...])
            let result = retryingInterrupted { pread(descriptor, part.baseAddress, part.count, off_t(offset + done)) }
            guard result >= 0 else { throw CheckpointError.reading(path, code: errno) }
            guard result > 0 else {
                throw CheckpointError.damaged(path: path, problem: "it became shorter while it was read")
            }
            done += result
        }
    }
}

/// Calls again as long as a signal interrupts the system call.
func retryingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
