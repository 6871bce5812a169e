import Glibc
import Testing
import TestKit
import Transport

/// Connections whose peers start or finish the handshake, and do not join.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ConnectionGuardTests {
    private let router: RouterSocket
    private let endpoint: String
    private let context: Context

    init() throws {
        DescriptorLimit.raise()
        context = try Context()
        router = try RouterSocket(context: context, settings: SocketSettings(joinTimeout: .milliseconds(400)))
        endpoint = try router.bind("tcp://127.0.0.1:0")
    }

    @Test func whoShakesHandsAndSaysNothingIsCutOff() throws {
        let connection = try #require(RawConnection(to: endpoint))
        connection.send(RawConnection.handshake)
        #expect(refusals(1, of: router) == ["it did not join within 0.4 seconds"])
        #expect(wait(for: []) { connection.isClosed })
    }

    @Test(arguments: [false, true])
    func whoHasJoinedStaysUntilItsSessionIsOver(overTCP: Bool) throws {
        let folder = TemporaryFolder()
        let router = try RouterSocket(context: context, settings: SocketSettings(joinTimeout: .milliseconds(400)))
        let endpoint = try router.bind(overTCP ? "tcp://127.0.0.1:0" : folder.endpoint())
        let dealer = try DealerSocket(context: context)
        try dealer.connect(endpoint)
        #expect(events(dealer) == [.connected])
        #expect(dealer.send(header: [1]) == .sent)
        let hello = try receive(router)
        #expect(router.join(by: hello))
        #expect((router.traffic(of: hello.peer) != nil) == overTCP)
        #expect(!wait(for: [.dealer(dealer)], limit: .milliseconds(1000)) { !dealer.events().isEmpty })
        #expect(router.send(to: hello.peer, header: [2]) == .sent)
        #expect(try receive(dealer).header.array == [2])

        router.leave(hello.peer, hadSession: true)
        #expect(events(dealer) == [.lost])
        #expect(router.traffic(of: hello.peer) == nil)
        // The end of its session was reported.
        #expect(router.refusedConnections().isEmpty)
    }

    @Test func ofTooManyTheOldestGoAndWhoHasJoinedStays() throws {
        let router = try RouterSocket(context: context, settings: SocketSettings(joinTimeout: .seconds(60)))
        let endpoint = try router.bind("tcp://127.0.0.1:0")
        let dealer = try DealerSocket(context: context)
        try dealer.connect(endpoint)
        #expect(events(dealer) == [.connected])
        #expect(dealer.send(header: [1]) == .sent)
        let hello = try receive(router)
        #expect(router.join(by: hello))
        let crowd = try (0..<700).map { _ in
            let connection = try #require(RawConnection(to: endpoint))
            connection.send(RawConnection.handshake)
            return connection
        }
        let last = try #require(crowd.last)
        #expect(wait(for: []) { crowd.prefix(150).allSatisfy(\.isClosed) })
        #expect(!last.isClosed)
        #expect(router.send(to: hello.peer, header: [2]) == .sent)
        #expect(try receive(dealer).header.array == [2])
        #expect(router.refusedConnections().contains { $0.hasSuffix("connections at once had not joined") })
    }

    @Test func whoSendsMuchWithoutHavingJoinedIsCutOff() throws {
        let router = try RouterSocket(context: context, settings: SocketSettings(joinTimeout: .seconds(60)))
        let stranger = try DealerSocket(context: context)
        try stranger.connect(try router.bind("tcp://127.0.0.1:0"))
        #expect(events(stranger) == [.connected])
        let frame = SharedBytes(count: 60_000) { _ in }
        // It may be cut off between two of them.
        _ = (0..<10).first { _ in stranger.send(header: [1], frame: frame) != .sent }
        #expect(events(stranger) == [.lost])
        let refusals = refusals(1, of: router)
        #expect(refusals.allSatisfy { $0.hasPrefix("it sent ") && $0.hasSuffix(" bytes without joining") })
        #expect(refusals.count == 1)
    }

    /// What a peer still has under way counts: a part of a message has come when the message has not.
    @Test func theTrafficOfAConnectionIsSeenOnBothSides() throws {
        let dealer = try DealerSocket(context: context)
        try dealer.connect(endpoint)
        #expect(events(dealer) == [.connected])
        #expect(dealer.send(header: [1]) == .sent)
        let hello = try receive(router)
        #expect(router.join(by: hello))
        let before = try #require(router.traffic(of: hello.peer))
        #expect(dealer.send(header: [1], frame: SharedBytes(count: 100_000) { _ in }) == .sent)
        #expect(
            wait(for: []) { (router.traffic(of: hello.peer)?.bytesReceived ?? 0) >= before.bytesReceived + 100_000 })
        #expect(wait(for: []) { (dealer.traffic?.bytesAcknowledged ?? 0) >= 100_000 })
        #expect(wait(for: []) { (router.traffic(of: hello.peer)?.sinceReceived ?? .zero) > .milliseconds(100) })
    }

    /// The reasons, once there are so many.
    private func refusals(_ count: Int, of router: RouterSocket) -> [String] {
        var reasons: [String] = []
        _ = wait(for: []) {
            reasons += router.refusedConnections()
            return reasons.count >= count
        }
        return reasons
    }
}
