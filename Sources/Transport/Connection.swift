import Glibc

/// The file descriptor of a connection of libzmq's, who may have closed it, and used its number again, at any time.
package struct Connection: Hashable {
    package let descriptor: Int32
    /// The number of the socket itself, which no other one gets while the system runs.
    private let inode: UInt64

    /// What this descriptor is now; nil if it is no socket.
    package init?(descriptor: Int32) {
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.descriptor = descriptor
        inode = UInt64(status.st_ino)
    }

    /// Ends the connection: libzmq finds that its peer has gone. What the system still has to send is thrown away, which a
    /// slow link would take minutes for.
    func end() {
        guard Connection(descriptor: descriptor) == self else { return }
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// What has gone through a connection over TCP; nil for others, and for one that is closed.
    var traffic: ConnectionTraffic? {
        guard Connection(descriptor: descriptor) == self else { return nil }
        // The kernel's struct tcp_info, of which the C library's header has the beginning alone.
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

/// What has gone through a connection, as the kernel counts it: it sees the parts of a message that is still under way.
public struct ConnectionTraffic: Sendable, Hashable {
    /// Bytes that have come.
    public let bytesReceived: Int
    /// Bytes that were sent and have arrived.
    public let bytesAcknowledged: Int
    /// The time since the last ones came.
    public let sinceReceived: Duration
}
