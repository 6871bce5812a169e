import Glibc

/// One connection through a proxy.
struct ProxyLink {
    private var up: ProxyFlow
    private var down: ProxyFlow

    init(worker: Int32, coordinator: Int32) {
        up = ProxyFlow(from: worker, to: coordinator)
        down = ProxyFlow(from: coordinator, to: worker)
    }

    /// What to wait for. A side without a wanted event is left out, since `poll` would report its end again and again.
    var pollItems: [pollfd] {
        [(up, down), (down, up)].compactMap { reader, writer in
            let events = (reader.wantsInput ? POLLIN : 0) | (writer.wantsOutput ? POLLOUT : 0)
            return events == 0 ? nil : pollfd(fd: reader.source, events: Int16(events), revents: 0)
        }
    }

    /// When the next bytes are due.
    var nextDue: ContinuousClock.Instant? {
        [up.nextDue, down.nextDue].compactMap(\.self).min()
    }

    /// Forwards all bytes that can be forwarded now.
    mutating func turn(at now: ContinuousClock.Instant, allowance: inout Int?) -> ProxyFlow.Outcome {
        let outcome = up.turn(at: now, allowance: &allowance)
        if case .idle = outcome { return down.turn(at: now, allowance: &allowance) }
        return outcome
    }

    /// Ends it for both sides.
    func close() {
        ProxySocket.end(up.source)
        ProxySocket.end(down.source)
    }
}

/// TCP sockets of this machine that never wait.
enum ProxySocket {
    /// A socket that listens at a free port.
    static func listen() throws -> Int32 {
        let socket = make()
        let status = withAddress(port: 0) { bind(socket, $0, $1) }
        guard status == 0, Glibc.listen(socket, 64) == 0 else {
            throw KitError(description: "no port to listen at: \(String(cString: strerror(errno)))")
        }
        setNonBlocking(socket)
        return socket
    }

    /// The port that a socket listens at.
    static func port(of socket: Int32) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// The next new connection, if there is one.
    static func accept(_ listener: Int32) -> Int32? {
        let socket = Glibc.accept(listener, nil, nil)
        guard socket >= 0 else { return nil }
        setNonBlocking(socket)
        return socket
    }

    /// A connection to a port; nil if nothing listens there.
    static func connect(to port: UInt16) -> Int32? {
        let socket = make()
        guard withAddress(port: port, { Glibc.connect(socket, $0, $1) }) == 0 else {
            end(socket)
            return nil
        }
        setNonBlocking(socket)
        return socket
    }

    /// Ends a connection, even if a child process has inherited it because it was started at that moment.
    static func end(_ socket: Int32) {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    /// A pipe whose reader does not wait.
    static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            throw KitError(description: "no pipe: \(String(cString: strerror(errno)))")
        }
        setNonBlocking(ends[0])
        return (ends[0], ends[1])
    }

    private static func make() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private static func setNonBlocking(_ socket: Int32) {
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func withAddress<Result>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
