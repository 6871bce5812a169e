import Glibc
import Testing
import TestKit
import Transport

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    @Test(arguments: [false, true])
    func aClosedCoordinatorIsALostConnectionWhoseLastWordsArrive(overTCP: Bool) throws {
        let context = try Context()
        let folder = TemporaryFolder()
        var router: RouterSocket? = try RouterSocket(context: context)
        let endpoint = try #require(try router?.bind(overTCP ? "tcp://127.0.0.1:0" : folder.endpoint()))
        let dealer = try DealerSocket(context: context)
        #expect(dealer.send(header: [1]) == .wouldBlock)
        try dealer.connect(endpoint)
        #expect(events(dealer) == [.connected])
        #expect(dealer.send(header: [1]) == .sent)
        let peer = try receive(try #require(router)).peer
        #expect(router?.send(to: peer, header: [2]) == .sent)
        router = nil
        #expect(events(dealer) == [.lost])
        #expect(try receive(dealer).header.array == [2])
        #expect(dealer.send(header: [3]) == .unreachable)
    }

    @Test func aLostConnectionIsNotRenewed() throws {
        let context = try Context()
        let folder = TemporaryFolder()
        var router: RouterSocket? = try RouterSocket(context: context)
        _ = try router?.bind(folder.endpoint())
        let dealer = try DealerSocket(context: context)
        try dealer.connect(folder.endpoint())
        #expect(events(dealer) == [.connected])
        router = nil
        #expect(events(dealer) == [.lost])
        let successor = try RouterSocket(context: context)
        // The socket file of the first may live a moment longer than the socket.
        let bound = wait(for: []) { (try? successor.bind(folder.endpoint())) != nil }
        #expect(bound)
        let second = try DealerSocket(context: context)
        try second.connect(folder.endpoint())
        #expect(events(second) == [.connected])
        #expect(dealer.events().isEmpty)
        #expect(dealer.send(header: [1]) == .unreachable)
    }

    @Test func anEndpointWhereNobodyListensFails() throws {
        let context = try Context()
        let folder = TemporaryFolder()
        let noFile = try DealerSocket(context: context)
        try noFile.connect(folder.endpoint("nobody"))
        #expect(events(noFile) == [.failed])
        #expect(noFile.send(header: [1]) == .unreachable)

        let closedPort: String
        do {
            let router = try RouterSocket(context: context)
            closedPort = try router.bind("tcp://127.0.0.1:0")
        }
        let probe = wait(for: []) {
            guard let dealer = try? DealerSocket(context: context) else { return false }
            return (try? dealer.connect(closedPort)) != nil && events(dealer) == [.failed]
        }
        #expect(probe)
    }

    @Test func whoDoesNotSpeakZeroMQFails() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) | listen(listener, 1) | getsockname(listener, $0, &size)
            }
        }
        try #require(status == 0)
        let dealer = try DealerSocket(
            context: try Context(), settings: SocketSettings(handshakeTimeout: .milliseconds(100)))
        try dealer.connect("tcp://127.0.0.1:\(UInt16(bigEndian: address.sin_port))")
        #expect(events(dealer) == [.failed])
    }

    @Test func aWorkerNeedsOneHostAndPort() throws {
        let dealer = try DealerSocket(context: try Context())
        #expect(throws: TransportError.self) { try dealer.connect("tcp://*:7070") }
        #expect(throws: TransportError.self) { try dealer.connect("tcp://127.0.0.1:0") }
        #expect(throws: TransportError.self) { try dealer.connect("udp://127.0.0.1:7070") }
    }

    @Test func aHostsNameIsLookedUp() throws {
        let context = try Context()
        let router = try RouterSocket(context: context)
        let endpoint = try router.bind("tcp://127.0.0.1:*")
        let dealer = try DealerSocket(context: context)
        try dealer.connect("tcp://localhost:" + endpoint.split(separator: ":")[2])
        #expect(events(dealer) == [.connected])
    }

    @Test func aContextEndsThoughMessagesWait() throws {
        let clock = ContinuousClock()
        let started = clock.now
        do {
            let settings = SocketSettings(sendLimit: 4, receiveLimit: 4, linger: .milliseconds(100))
            let cluster = try Cluster(dealers: 1, settings: settings)
            let frame = SharedBytes(count: ExchangeTests.fourMiB) { _ in }
            while cluster.router.send(to: cluster.peers[0], header: [1], frame: frame) == .sent {}
        }
        #expect(clock.now - started < .seconds(10))
    }
}
