import Glibc

/// A TCP connection of a peer that need not speak ZeroMQ.
package final class RawConnection {
    private let descriptor: Int32

    /// The first bytes of ZeroMQ 3, with the security mechanism NULL.
    package static let greeting: [UInt8] =
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0] + "NULL".utf8 + [UInt8](repeating: 0, count: 48)
    /// All bytes that a worker's ZeroMQ sends before its first message.
    package static let handshake: [UInt8] = {
        var bytes = greeting
        bytes += [4, 41, 5] as [UInt8]
        bytes += Array("READY".utf8)
        for (name, value) in [("Socket-Type", "DEALER"), ("Identity", "")] {
            bytes.append(UInt8(name.utf8.count))
            bytes += Array(name.utf8)
            bytes += [0, 0, 0, UInt8(value.utf8.count)] as [UInt8]
            bytes += Array(value.utf8)
        }
        return bytes
    }()

    /// Connects to `tcp://127.0.0.1:PORT`; nil if the connection fails.
    package init?(to endpoint: String) {
        guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else { return nil }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// Sends bytes. Returns whether the peer accepted all of them.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Whether the peer has closed the connection. Bytes from it are discarded.
    package var isClosed: Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            if count < 0 { return errno != EAGAIN }
            if count == 0 { return true }
        }
    }
}
