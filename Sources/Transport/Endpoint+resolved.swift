import Glibc

extension Endpoint {
    /// The endpoint to connect to, with the host as a numeric address. If libzmq had to look up a host's name, it would
    /// do so later, on its own thread, and not report a failure.
    func resolved() throws(TransportError) -> Endpoint {
        guard case .tcp(let host, let port) = self else { return self }
        guard host != "*", port != 0 else {
            throw .badEndpoint(description, problem: "a worker needs one host and port to connect to")
        }
        return .tcp(host: try number(of: host), port: port)
    }

    /// The endpoint to listen at, with the host as a numeric address. For listening, libzmq accepts no names except
    /// those of network interfaces, which stay as they are.
    ///
    /// - Throws: ``TransportError/unknownHost(_:)``.
    public func resolvedForListening() throws(TransportError) -> Endpoint {
        guard case .tcp(let host, let port) = self, host != "*", if_nametoindex(host) == 0 else { return self }
        return .tcp(host: try number(of: host), port: port)
    }

    /// The numeric address of a host: an IPv4 address if it has one, else an IPv6 address.
    private func number(of host: String) throws(TransportError) -> String {
        if isIPv6 { return host }
        for family in [AF_INET, AF_INET6] {
            var hints = addrinfo()
            hints.ai_family = family
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var found: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, nil, &hints, &found) == 0, let first = found else { continue }
            defer { freeaddrinfo(first) }
            var number = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let status = getnameinfo(
                first.pointee.ai_addr, first.pointee.ai_addrlen, &number, socklen_t(number.count), nil, 0,
                NI_NUMERICHOST)
            guard status == 0 else { continue }
            return String(decoding: number.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        throw .unknownHost(description)
    }

    /// Throws if the endpoint's file is a socket at which a process listens, or is not a socket at all: libzmq would
    /// delete the file in both cases when it binds.
    func checkFileIsFree() throws(TransportError) {
        guard case .ipc(let path) = self else { return }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .badEndpoint(description, problem: "a file or folder with this path exists, and is not replaced")
        }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw .system(operation: "socket", code: errno) }
        defer { close(probe) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let answer = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if answer == 0 { throw .addressInUse(description) }
        if errno == EACCES { throw .notPermitted(description) }
    }
}
