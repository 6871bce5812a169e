import Glibc

/// A libzmq connection, identified by its file descriptor and its inode. libzmq may close the descriptor at any time,
/// and a later connection may get the same descriptor. That connection has another inode, so it is not mistaken for
/// this one.
package struct Connection: Hashable {
    package let descriptor: Int32
    /// The inode number of the socket, which a later socket with the same descriptor does not have.
    private let inode: UInt64

    /// The connection of this descriptor; nil if the descriptor is not that of an open socket.
    package init?(descriptor: Int32) {
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.descriptor = descriptor
        inode = UInt64(status.st_ino)
    }

    /// Closes the connection, unless it is closed already. To libzmq it looks as if the peer had closed it. Unsent
    /// bytes are dropped, since sending them on a slow link could take minutes.
    func end() {
        guard Connection(descriptor: descriptor) == self else { return }
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// The traffic of a TCP connection; nil for a connection that is closed or not over TCP.
    var traffic: ConnectionTraffic? {
        guard Connection(descriptor: descriptor) == self else { return nil }
        // `words` is the kernel's struct tcp_info; the C library's header has only its beginning. At byte 52 is the
        // time since data was received last (in milliseconds), at 120 the bytes acknowledged, at 128 the bytes
        // received.
        var words = [UInt64](repeating: 0, count: 32)
        var size = socklen_t(words.count * MemoryLayout<UInt64>.size)
        guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &words, &size) == 0, size >= 136 else { return nil }
        return words.withUnsafeBytes { bytes in
            ConnectionTraffic(
                bytesReceived: Int(clamping: bytes.load(fromByteOffset: 128, as: UInt64.self)),
                bytesAcknowledged: Int(clamping: bytes.load(fromByteOffset: 120, as: UInt64.self)),
                sinceReceived: .milliseconds(Int64(bytes.load(fromByteOffset: 52, as: UInt32.self))))
        }
    }
}

/// The traffic of a connection, as the kernel counts it: parts of an incomplete message count too.
public struct ConnectionTraffic: Sendable, Hashable {
    /// The number of bytes received.
    public let bytesReceived: Int
    /// The number of bytes that were sent and that the peer's system has acknowledged.
    public let bytesAcknowledged: Int
    /// The time since the last bytes were received.
    public let sinceReceived: Duration
}
