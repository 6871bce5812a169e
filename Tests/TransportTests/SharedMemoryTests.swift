import CZeroMQ
import Testing
import TestKit
import Transport

/// Frames of which only the location is sent.
@Suite(.timeLimit(.minutes(1))) struct SharedMemoryTests {
    let context: Context
    let folder: TemporaryFolder
    let memory: SharedMemory
    /// The same memory, as another process maps it.
    let remote: SharedMemory
    let router: RouterSocket
    let dealer: DealerSocket
    let peer: Peer

    init() throws {
        context = try Context()
        folder = TemporaryFolder()
        memory = try SharedMemory(byteCount: 10_000)
        remote = try SharedMemory(opening: memory.path)
        router = try RouterSocket(context: context, memory: memory)
        try router.bind(folder.endpoint())
        dealer = try DealerSocket(context: context, memory: remote)
        try dealer.connect(folder.endpoint())
        try #require(events(dealer) == [.connected])
        try #require(dealer.send(header: [1]) == .sent)
        peer = try receive(router).peer
    }

    @Test func aFrameIsReadWhereItWasWritten() throws {
        let block = try #require(remote.take(count: 1000))
        #expect(dealer.send(header: [2], frame: bytes(of: block, 100..<200)) == .sent)
        // The frame was not copied: a later write is read.
        for place in block.bytes.indices { block.bytes[place] = UInt8(truncatingIfNeeded: place) }
        let incoming = try receive(router)
        #expect(incoming.header.array == [2])
        #expect(incoming.frame?.array == (100..<200).map { UInt8($0) })
    }

    @Test func thoseWhoHaveToldOfAFrameAreToldOfOne() throws {
        let block = try #require(memory.take(count: 64))
        block.bytes.copyBytes(from: [1, 2, 3])
        #expect(router.send(to: peer, header: [3], frame: bytes(of: block, 0..<3)) == .sent)
        let first = try #require(try receive(dealer).frame)
        block.bytes[0] = 9
        #expect(first.array == [1, 2, 3], "it may not know of the memory: the bytes themselves are sent")

        let other = try #require(remote.take(count: 64))
        #expect(dealer.send(header: [4], frame: bytes(of: other, 0..<64)) == .sent)
        _ = try receive(router)
        #expect(router.send(to: peer, header: [5], frame: bytes(of: block, 0..<3)) == .sent)
        let second = try #require(try receive(dealer).frame)
        block.bytes[0] = 7
        #expect(second.array == [7, 2, 3])
    }

    @Test func whatIsReadIsNotTakenAgain() throws {
        var block = remote.take(count: 1000)
        let place = block?.bytes.baseAddress
        #expect(dealer.send(header: [6], frame: bytes(of: try #require(block), 0..<1000)) == .sent)
        block = nil
        #expect(remote.take(count: 1000)?.bytes.baseAddress != place, "it is under way")
        var incoming: Incoming? = try receive(router)
        #expect(remote.take(count: 1000)?.bytes.baseAddress != place, "it is being read")
        #expect(incoming?.frame?.count == 1000)
        incoming = nil
        #expect(remote.take(count: 1000)?.bytes.baseAddress == place)
    }

    @Test func blocksOfTwoProcessesDoNotOverlapAndEnd() throws {
        var blocks: [SharedMemory.Block] = []
        while let block = [memory, remote][blocks.count % 2].take(count: 1000) {
            for place in block.bytes.indices { block.bytes[place] = UInt8(blocks.count) }
            #expect(UInt(bitPattern: block.bytes.baseAddress) % 64 == 0)
            blocks.append(block)
        }
        #expect(blocks.count == 9)
        for (number, block) in blocks.enumerated() { #expect(block.bytes.allSatisfy { $0 == UInt8(number) }) }
        #expect(memory.take(count: 1000) == nil && remote.take(count: 1000) == nil)
    }

    @Test func otherFramesAreSentAsBytes() throws {
        let frame = SharedBytes(count: 5) { $0[4] = 5 }
        #expect(dealer.send(header: [7], frame: frame) == .sent)
        #expect(try receive(router).frame?.array == [0, 0, 0, 0, 5])
    }

    @Test func aFrameThatIsNotSentHasNoReader() throws {
        var block = remote.take(count: 1000)
        let place = block?.bytes.baseAddress
        let unconnected = try DealerSocket(context: context, memory: remote)
        #expect(unconnected.send(header: [8], frame: bytes(of: try #require(block), 0..<1000)) == .wouldBlock)
        block = nil
        #expect(remote.take(count: 1000)?.bytes.baseAddress == place)
    }

    @Test func aPlaceThatIsNotThereIsRefused() throws {
        let stranger = try Stranger(ZMQ_DEALER)
        #expect(zmq_connect(stranger.socket, folder.endpoint()) == 0)
        func place(_ numbers: Int...) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }
        // Blocks at 128 and 1216: one without readers, and one that the router's own process has taken.
        let unread = try #require(remote.take(count: 1000))
        let own = try #require(memory.take(count: 1000))
        let size = 10_000 + 64
        let wrong = [
            place(128, 128, 64), place(1216, 1216, 64), place(0, 0, 64), place(128, 128, size), place(128, size + 1, 0),
            place(128, -64, 64), place(100, 128, 64), place(128, 64, 64), place(192, 192, 64), place(2304, 2304, 64),
            place(-64, 128, 64), place(Int.max - 63, 128, 64), place(128, 128), [1], [],
        ]
        for place in wrong { stranger.send([[1], [], place]) }
        stranger.send([[1], [2], place(128, 128, 64)])
        for place in wrong + [[]] {
            #expect(throws: TransportError.self, "\(place)") { try receive(router) }
        }
        #expect(unread.bytes.count == own.bytes.count)
        // The same block, after its holder has sent its location; but not bytes beyond it.
        #expect(dealer.send(header: [9], frame: bytes(of: unread, 0..<1000)) == .sent)
        let incoming = try receive(router)
        for place in [place(128, 128, 1001), place(128, 1128, 1), place(128, 128, -1), place(128, 128, Int.max)] {
            stranger.send([[1], [], place])
            #expect(throws: TransportError.self, "\(place)") { try receive(router) }
        }
        stranger.send([[1], [], place(128, 192, 936)])
        #expect(try receive(router).frame?.count == 936)
        #expect(incoming.frame?.count == 1000)
        #expect(throws: TransportError.self) { try SharedMemory(opening: "/proc/self/fd/1000000") }
    }

    private func bytes(of block: SharedMemory.Block, _ range: Range<Int>) -> SharedBytes {
        SharedBytes(referring: UnsafeRawBufferPointer(rebasing: block.bytes[range]), of: block)
    }
}
