import Foundation

/// A regular file that is open for reading until this object is freed. Every file whose name comes from a user or a
/// data set is read by this class: a named pipe or a device is an error, and opening never blocks.
public final class InputFile: Sendable {
    /// The path, as it was given.
    public let path: String
    /// Size of the file in bytes when it was opened.
    public let count: Int
    private let descriptor: Int32

    /// Where a file comes from, which decides how far it is trusted.
    public enum Origin: Sendable {
        /// The user has named it. Links are followed.
        case given
        /// This program has written it and trusts its contents. It must not be a link, and other users must not be able
        /// to create or change it.
        case own
    }

    /// Opens a file.
    ///
    /// - Throws: `missing`, `notAFile`, `notTrusted` or `system`.
    public init(_ path: String, _ origin: Origin = .given) throws(FileError) {
        self.path = path
        let status: stat
        (descriptor, status) = try openRegular(
            path, origin == .own ? O_RDONLY | O_NOFOLLOW : O_RDONLY, isOwn: origin == .own)
        count = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Reads `count` numbers from byte `offset` on.
    ///
    /// - Throws: `shortened` or `system`.
    public func read<Number: BitwiseCopyable>(
        _ numbers: UnsafeMutablePointer<Number>, count: Int, at offset: Int
    ) throws(FileError) {
        let target = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: numbers, count: count))
        var done = 0
        while done < target.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: target[done...])
            let result = retryingInterrupted { pread(descriptor, part.baseAddress, part.count, off_t(offset + done)) }
            guard result >= 0 else { throw .system(code: errno) }
            guard result > 0 else { throw .shortened }
            done += result
        }
    }

    /// The first bytes of the file, at most `limit`.
    ///
    /// - Throws: `shortened` or `system`.
    public func start(upTo limit: Int) throws(FileError) -> [UInt8] {
        let wanted = min(count, limit)
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            guard let start = buffer.baseAddress else { return }
            do throws(FileError) {
                try read(start, count: wanted, at: 0)
                filled = wanted
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The file's contents, mapped into memory.
    ///
    /// - Throws: `system`.
    public func mapped() throws(FileError) -> Data {
        guard count > 0 else { return Data() }
        let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let start, start != MAP_FAILED else { throw .system(code: errno) }
        return Data(bytesNoCopy: start, count: count, deallocator: .unmap)
    }
}
