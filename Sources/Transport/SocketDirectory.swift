import Files
import Glibc

/// A folder of this user alone (mode 0700) with the socket of a coordinator and its local workers, removed with the
/// object; a worker whose coordinator was killed removes it by ``remove(socketOf:)``.
public final class SocketDirectory: Sendable {
    /// The address of the socket.
    public let endpoint: String
    private let path: String

    private static let socketName = "coordinator"

    /// Makes the folder, in XDG_RUNTIME_DIR or, where that cannot hold it, /tmp.
    ///
    /// - Throws: ``TransportError/cannotCreate(path:reason:)``.
    public convenience init() throws(TransportError) {
        let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) }
        try self.init(parents: [runtime, "/tmp"].compactMap(\.self).filter(SocketDirectory.canHold))
    }

    private init(parents: [String]) throws(TransportError) {
        var reason = "its path is no address of a socket, or others may change what is in it"
        for parent in parents {
            var template = Array(SocketDirectory.template(in: parent).utf8CString)
            if let made = mkdtemp(&template) {
                path = String(cString: made)
                endpoint = SocketDirectory.endpoint(in: path)
                return
            }
            reason = String(cString: strerror(errno))
        }
        throw .cannotCreate(path: SocketDirectory.template(in: "/tmp"), reason: reason)
    }

    /// Whether the folder of a socket can be made in `parent`: the path is absolute and can be part of an `ipc://`
    /// address, and no other user may remove or rename what this user makes in `parent`.
    static func canHold(_ parent: String) -> Bool {
        var status = stat()
        guard parent.hasPrefix("/"), (try? Endpoint(endpoint(in: template(in: parent)))) != nil,
            stat(parent, &status) == 0
        else { return false }
        return status.st_mode & S_ISVTX != 0 || (try? OwnFolder.require(parent)) != nil
    }

    private static func template(in parent: String) -> String { parent + "/chorus-XXXXXX" }

    private static func endpoint(in folder: String) -> String { "ipc://\(folder)/\(socketName)" }

    deinit {
        SocketDirectory.remove(socketOf: endpoint)
    }

    /// Removes the socket of an `ipc://` address and its folder, if they are there.
    public static func remove(socketOf endpoint: String) {
        let prefix = "ipc://"
        guard endpoint.hasPrefix(prefix), endpoint.hasSuffix("/" + socketName) else { return }
        let socket = String(endpoint.dropFirst(prefix.count))
        unlink(socket)
        rmdir(String(socket.dropLast(socketName.utf8.count + 1)))
    }
}
