import Testing
import Transport

/// Peers that leave, and peers that do not read.
@Suite(.timeLimit(.minutes(1))) struct PressureTests {
    @Test func aPeerThatClosedIsSoonUnreachable() throws {
        var cluster = try Cluster(dealers: 2)
        cluster.dealers.removeFirst()
        let gone = wait(for: [.router(cluster.router)]) {
            _ = try? cluster.router.receive()
            return cluster.router.send(to: cluster.peers[0], header: [0]) == .unreachable
        }
        #expect(gone)
        #expect(cluster.router.send(to: cluster.peers[1], header: [0]) == .sent)
    }

    @Test func theLastWordsOfAPeerThatClosedArrive() throws {
        var cluster = try Cluster(dealers: 1)
        let frame = SharedBytes(count: ExchangeTests.fourMiB) { _ in }
        #expect(cluster.dealers[0].send(header: [8], frame: frame) == .sent)
        #expect(cluster.dealers[0].send(header: [9]) == .sent)
        cluster.dealers.removeFirst()
        #expect(try receive(cluster.router).frame?.count == ExchangeTests.fourMiB)
        #expect(try receive(cluster.router).header.array == [9])
    }

    @Test func aPeerThatNeverWasIsUnreachable() throws {
        let cluster = try Cluster(dealers: 0)
        #expect(cluster.router.send(to: Peer(routingID: [0, 1, 2, 3, 4]), header: [0]) == .unreachable)
    }

    @Test func whoReturnsIsAnotherPeer() throws {
        var cluster = try Cluster(dealers: 1)
        cluster.dealers.removeFirst()
        try cluster.join()
        #expect(cluster.peers[0] != cluster.peers[1])
    }

    @Test func aPeerThatDoesNotReadBlocksAtTheLimitAndLosesNothing() throws {
        let settings = SocketSettings(sendLimit: 4, receiveLimit: 4)
        let cluster = try Cluster(dealers: 2, settings: settings)
        let sent = try fill(cluster)
        // The other peer is not held up.
        #expect(cluster.router.send(to: cluster.peers[1], header: [3]) == .sent)
        #expect(try receive(cluster.dealers[1]).header.array == [3])
        for number in 0..<sent {
            let reply = try receive(cluster.dealers[0])
            #expect(reply.header.array == [UInt8(number)])
            #expect(reply.frame?.count == ExchangeTests.fourMiB)
        }
        #expect(wait(for: []) { cluster.router.send(to: cluster.peers[0], header: [0]) == .sent })
    }

    @Test func aFullPeerThatDiesBecomesUnreachable() throws {
        var cluster = try Cluster(dealers: 2, settings: SocketSettings(sendLimit: 4, receiveLimit: 4))
        _ = try fill(cluster)
        cluster.dealers.removeFirst()
        let gone = try wait(for: [.router(cluster.router)]) {
            while try cluster.router.receive() != nil {}
            return cluster.router.send(to: cluster.peers[0], header: [0]) == .unreachable
        }
        #expect(gone)
    }

    @Test func aCoordinatorThatDoesNotReadBlocksItsWorkers() throws {
        let cluster = try Cluster(dealers: 1, settings: SocketSettings(sendLimit: 4, receiveLimit: 4))
        let frame = SharedBytes(count: ExchangeTests.fourMiB) { _ in }
        var sent = 0
        let blocked = wait(for: []) {
            while sent < 64, cluster.dealers[0].send(header: [UInt8(sent)], frame: frame) == .sent { sent += 1 }
            return sent == 64 || cluster.dealers[0].send(header: [UInt8(sent)], frame: frame) == .wouldBlock
        }
        #expect(blocked)
        #expect(sent < 64)
        for number in 0..<sent { #expect(try receive(cluster.router).header.array == [UInt8(number)]) }
    }

    /// Sends large frames to the first peer, which reads none, until they stay blocked; how many were taken.
    private func fill(_ cluster: Cluster) throws -> Int {
        let frame = SharedBytes(count: ExchangeTests.fourMiB) { _ in }
        let clock = ContinuousClock()
        var sent = 0
        var blockedSince = clock.now
        while sent < 64, clock.now - blockedSince < .milliseconds(100) {
            switch cluster.router.send(to: cluster.peers[0], header: [UInt8(sent)], frame: frame) {
            case .sent:
                sent += 1
                blockedSince = clock.now
            case .wouldBlock: _ = Poller.wait([], timeout: .milliseconds(5))
            case .unreachable: Issue.record("unreachable after \(sent)")
            }
        }
        try #require(sent < 64)
        return sent
    }
}
