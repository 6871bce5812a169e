import Testing
import Transport

@Suite(.timeLimit(.minutes(1))) struct ExchangeTests {
    static let fourMiB = 4 * 1024 * 1024

    @Test(arguments: [false, true])
    func headersAndLargeFramesArriveBothWays(overTCP: Bool) throws {
        let cluster = try Cluster(dealers: 1, overTCP: overTCP)
        let dealer = cluster.dealers[0]
        let pattern = (0..<ExchangeTests.fourMiB).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        let frame = pattern.withUnsafeBytes { SharedBytes(copying: $0) }

        #expect(dealer.send(header: [9, 8, 7], frame: frame) == .sent)
        let incoming = try receive(cluster.router)
        #expect(incoming.peer == cluster.peers[0])
        #expect(incoming.header.array == [9, 8, 7])
        #expect(incoming.frame?.array == pattern)

        #expect(cluster.router.send(to: incoming.peer, header: [6], frame: frame) == .sent)
        let reply = try receive(dealer)
        #expect(reply.header.array == [6])
        #expect(reply.frame?.array == pattern)

        #expect(cluster.router.send(to: incoming.peer, header: [5]) == .sent)
        let bare = try receive(dealer)
        #expect(bare.header.array == [5])
        #expect(bare.frame == nil)
    }

    @Test func oneFrameGoesToThreePeersAndIsFreedAfterwards() throws {
        let cluster = try Cluster(dealers: 3)
        let floats = (0..<1_048_576).map { Float($0) * 0.5 }
        weak var shared: SharedBytes?
        do {
            let frame = floats.withUnsafeBytes { SharedBytes(copying: $0) }
            shared = frame
            for peer in cluster.peers { #expect(cluster.router.send(to: peer, header: [2], frame: frame) == .sent) }
        }
        for dealer in cluster.dealers {
            let frame = try #require(try receive(dealer).frame)
            let same = frame.withUnsafeBytes { bytes in
                floats.withUnsafeBytes { bytes.elementsEqual($0) }
            }
            #expect(same)
        }
        #expect(wait(for: []) { shared == nil })
    }

    @Test func messagesOfOnePeerKeepTheirOrder() throws {
        let cluster = try Cluster(dealers: 1)
        for number in 0..<50 { #expect(cluster.dealers[0].send(header: [UInt8(number)]) == .sent) }
        for number in 0..<50 { #expect(try receive(cluster.router).header.array == [UInt8(number)]) }
    }

    @Test func emptyFramesAreFrames() throws {
        let cluster = try Cluster(dealers: 1)
        let frame = SharedBytes(count: 0) { _ in }
        #expect(cluster.router.send(to: cluster.peers[0], header: [], frame: frame) == .sent)
        let reply = try receive(cluster.dealers[0])
        #expect(reply.header.count == 0)
        #expect(reply.frame?.count == 0)
    }

    @Test func sharedBytesAreAlignedAndAsFilled() {
        let bytes = SharedBytes(count: 3) { $0[1] = 7 }
        bytes.withUnsafeBytes {
            #expect($0.elementsEqual([0, 7, 0]))
            #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0)
        }
    }
}
