import Glibc

/// A folder of this user alone (mode 0700) with the socket of a coordinator and its local workers, removed with the
/// object; a worker whose coordinator was killed removes it by ``remove(socketOf:)``.
public final class SocketDirectory: Sendable {
    /// The address of the socket.
    public let endpoint: String
    private let path: String

    private static let socketName = "coordinator"

    /// Makes the folder, in XDG_RUNTIME_DIR or /tmp.
    ///
    /// - Throws: ``RunError/cannotCreate(path:reason:)``.
    public init() throws(RunError) {
        var parents = ["/tmp"]
        if let runtime = getenv("XDG_RUNTIME_DIR").map({ String(cString: $0) }), runtime.utf8.count < 64 {
            parents.insert(runtime, at: 0)
        }
        var reason = ""
        for parent in parents {
            var template = Array((parent + "/chorus-XXXXXX").utf8CString)
            if let made = mkdtemp(&template) {
                path = String(cString: made)
                endpoint = "ipc://\(path)/\(SocketDirectory.socketName)"
                return
            }
            reason = String(cString: strerror(errno))
        }
        throw .cannotCreate(path: "/tmp/chorus-XXXXXX", reason: reason)
    }

    deinit {
        SocketDirectory.remove(socketOf: endpoint)
    }

    /// Removes the socket of an `ipc://` address and its folder, if they are there.
    static func remove(socketOf endpoint: String) {
        let prefix = "ipc://"
        guard endpoint.hasPrefix(prefix), endpoint.hasSuffix("/" + socketName) else { return }
        let socket = String(endpoint.dropFirst(prefix.count))
        unlink(socket)
        rmdir(String(socket.dropLast(socketName.utf8.count + 1)))
    }
}
