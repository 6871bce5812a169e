import Files
import Glibc

/// A folder that only this user can access (mode 0700). It holds the socket by which a coordinator and its local
/// workers communicate. The folder is removed when this object is freed. If the coordinator was killed, its workers
/// remove the folder by ``remove(socketOf:)``.
public final class SocketDirectory: Sendable {
    /// The `ipc://` address of the socket in this folder.
    public let endpoint: String
    private let path: String

    private static let socketName = "coordinator"

    /// Makes the folder inside `$XDG_RUNTIME_DIR`. If that is not possible, makes it in /tmp.
    ///
    /// - Throws: ``TransportError/cannotCreate(path:reason:)``.
    public convenience init() throws(TransportError) {
        let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) }
        try self.init(parents: [runtime, "/tmp"].compactMap(\.self).filter(SocketDirectory.canHold))
    }

    private init(parents: [String]) throws(TransportError) {
        var reason = "XDG_RUNTIME_DIR and /tmp are missing, unfit for a socket's path, or open to other users"
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

    /// Whether `parent` is fit to hold a socket's folder: it exists, its path is absolute, the socket's path fits into
    /// an `ipc://` address, and no other user may remove or rename what this user makes in `parent`.
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

    /// Removes the socket at the ``endpoint`` of a ``SocketDirectory``, and then its folder, if they exist. Does
    /// nothing for an address that does not have the form of such an endpoint.
    public static func remove(socketOf endpoint: String) {
        let prefix = "ipc://"
        guard endpoint.hasPrefix(prefix), endpoint.hasSuffix("/" + socketName) else { return }
        let socket = String(endpoint.dropFirst(prefix.count))
        unlink(socket)
        rmdir(String(socket.dropLast(socketName.utf8.count + 1)))
    }
}
