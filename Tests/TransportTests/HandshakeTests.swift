import CZeroMQ
import TestKit
import Testing
import Transport

/// Connections without a valid handshake, and what a router reports of them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HandshakeTests {
    private static let unfinished = "it did not finish the handshake of ZeroMQ"
    private static let other = "its handshake is not that of a worker's ZeroMQ"
    private static let greeting = RawConnection.greeting

    private let router: RouterSocket
    private let endpoint: String
    private let context: Context

    init() throws {
        context = try Context()
        router = try RouterSocket(
            context: context, settings: SocketSettings(handshakeTimeout: .milliseconds(200)))
        endpoint = try router.bind("tcp://127.0.0.1:0")
    }

    @Test(arguments: [[], Array(greeting[..<10]), greeting, Array("GET / HTTP/1.1\r\n\r\n".utf8)])
    func whoHangsUpHasNotFinished(bytes: [UInt8]) throws {
        try connect(saying: bytes)
        #expect(reasons(1) == [Self.unfinished])
        try expectAWorkerIsHeard()
    }

    @Test(arguments: [[], Array(greeting[..<10]), greeting])
    func whoSaysNoMoreIsCutOff(bytes: [UInt8]) throws {
        let connection = try connect(saying: bytes)
        #expect(reasons(1) == [Self.unfinished])
        #expect(wait(for: []) { connection.isClosed })
    }

    @Test(arguments: ["PLAIN", "CURVE", "RUBBISH"])
    func anotherSecurityMechanismIsNamedForWhatItIs(mechanism: String) throws {
        var bytes = Self.greeting
        bytes.replaceSubrange(12..<12 + mechanism.utf8.count, with: mechanism.utf8)
        let connection = try connect(saying: bytes)
        #expect(reasons(1) == [Self.other])
        #expect(wait(for: []) { connection.isClosed })
    }

    @Test func anUnknownCommandIsNoHandshake() throws {
        let connection = try connect(saying: Self.greeting + [4, 6, 5] + "HELLO".utf8)
        #expect(reasons(1) == [Self.other])
        #expect(wait(for: []) { connection.isClosed })
    }

    /// libzmq takes anything except ZeroMQ 2 and 3 for version 1, where a peer chooses its routing id without a
    /// handshake.
    @Test(arguments: 1...8)
    func randomBytesAreNotTakenForMessages(seed: Int) throws {
        var random = Generator(seed: seed)
        let name = (0..<Int.random(in: 6...100, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let rest = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        try connect(saying: [UInt8(name.count + 1), 0] + name + [9, 0] + Array(repeating: 7, count: 8) + rest)
        var refused = 0
        var taken = 0
        _ = wait(for: [.router(router)]) {
            do throws(TransportError) {
                while try router.receive() != nil { taken += 1 }
            } catch {
                #expect(error == .malformed(Peer(routingID: Array(name.prefix(16)))))
                refused += 1
            }
            return refused > 0
        }
        #expect(refused > 0 && taken == 0)
    }

    /// In version 1 a peer may also leave the id to libzmq. Then its bytes are read as a header.
    @Test func aPeerOfVersionOneWithoutANameIsOneLikeOthers() throws {
        try connect(saying: [1, 0, 4, 0, 1, 2, 3])
        #expect(try receive(router).header.array == [1, 2, 3])
    }

    /// Unread reports must not block libzmq's thread, which would block all connections and the end of the socket.
    @Test func thousandsOfFailuresThatNobodyAsksAboutDoNoHarm() throws {
        for _ in 0..<50 {
            // As many as the system lets wait to be accepted.
            let connections = try (0..<50).map { _ in try connect(saying: Self.greeting + [4, 6, 5] + "HELLO".utf8) }
            try #require(wait(for: []) { connections.allSatisfy(\.isClosed) })
        }
        try expectAWorkerIsHeard()
    }

    @Test func aHundredIdleConnectionsKeepNobodyFromBeingHeard() throws {
        let idle = try (0..<100).map { _ in try connect(saying: []) }
        try expectAWorkerIsHeard()
        #expect(reasons(100).count == 100)
        #expect(wait(for: []) { idle.allSatisfy(\.isClosed) })
    }

    @discardableResult
    private func connect(saying bytes: [UInt8]) throws -> RawConnection {
        let connection = try #require(RawConnection(to: endpoint))
        connection.send(bytes)
        return connection
    }

    /// The reasons, once there are so many.
    private func reasons(_ count: Int) -> [String] {
        var reasons: [String] = []
        _ = wait(for: []) {
            reasons += router.refusedConnections()
            return reasons.count >= count
        }
        return reasons
    }

    private func expectAWorkerIsHeard() throws {
        let dealer = try DealerSocket(context: context)
        try dealer.connect(endpoint)
        #expect(events(dealer) == [.connected])
        #expect(dealer.send(header: [7]) == .sent)
        var headers: [[UInt8]] = []
        _ = wait(for: [.router(router)]) {
            if let incoming = try? router.receive() { headers.append(incoming.header.array) }
            return !headers.isEmpty
        }
        #expect(headers == [[7]])
    }
}
