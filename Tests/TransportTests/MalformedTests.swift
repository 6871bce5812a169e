import CZeroMQ
import Testing
import TestKit
import Transport

/// Peers that use libzmq but not the message format of Chorus.
@Suite(.timeLimit(.minutes(1))) struct MalformedTests {
    @Test func aMessageOfThreePartsIsDroppedAndItsSenderNamed() throws {
        let cluster = try Cluster(dealers: 0)
        let stranger = try Stranger(ZMQ_DEALER)
        #expect(zmq_connect(stranger.socket, cluster.endpoint) == 0)
        stranger.send([[1], [2], [3]])
        stranger.send([[4], [5]])
        stranger.send([[6], [7], [8], [9], [10]])
        stranger.send([[11]])

        var refused: [Peer?] = []
        var accepted: [Incoming] = []
        _ = wait(for: [.router(cluster.router)]) {
            do throws(TransportError) {
                while let incoming = try cluster.router.receive() { accepted.append(incoming) }
            } catch {
                if case .malformed(let peer) = error { refused.append(peer) }
            }
            return accepted.count == 2
        }
        #expect(accepted.map(\.header.array) == [[4], [11]])
        #expect(refused == [accepted.first?.peer, accepted.first?.peer])
    }

    @Test func aWorkerDropsThemToo() throws {
        let stranger = try Stranger(ZMQ_PUSH)
        let folder = TemporaryFolder()
        #expect(zmq_bind(stranger.socket, folder.endpoint()) == 0)
        let dealer = try DealerSocket(context: try Context())
        try dealer.connect(folder.endpoint())
        // A socket of a kind that cannot talk to a dealer: the handshake fails.
        #expect(events(dealer) == [.failed])

        let coordinator = try Stranger(ZMQ_DEALER)
        #expect(zmq_bind(coordinator.socket, folder.endpoint("second")) == 0)
        let worker = try DealerSocket(context: try Context())
        try worker.connect(folder.endpoint("second"))
        #expect(events(worker) == [.connected])
        coordinator.send([[1], [2], [3]])
        coordinator.send([[4]])
        #expect(throws: TransportError.malformed(nil)) { try receive(worker) }
        #expect(try receive(worker).header.array == [4])
    }

    @Test func aTooLargeFrameCostsItsSenderTheConnectionOnly() throws {
        var cluster = try Cluster(dealers: 1, settings: SocketSettings(largestFrame: 1000))
        try cluster.join()
        let large = SharedBytes(count: 1001) { _ in }
        #expect(cluster.dealers[0].send(header: [1], frame: large) == .sent)
        #expect(events(cluster.dealers[0]) == [.lost])
        let right = SharedBytes(count: 1000) { _ in }
        #expect(cluster.dealers[1].send(header: [2], frame: right) == .sent)
        #expect(try receive(cluster.router).header.array == [2])
    }
}

/// A plain libzmq socket in a context of its own.
final class Stranger {
    let context: UnsafeMutableRawPointer
    let socket: UnsafeMutableRawPointer

    init(_ type: Int32) throws {
        context = try #require(zmq_ctx_new())
        socket = try #require(zmq_socket(context, type))
        var linger: Int32 = 0
        zmq_setsockopt(socket, ZMQ_LINGER, &linger, MemoryLayout<Int32>.size)
    }

    deinit {
        zmq_close(socket)
        zmq_ctx_term(context)
    }

    func send(_ parts: [[UInt8]]) {
        for (index, part) in parts.enumerated() {
            #expect(zmq_send(socket, part, part.count, index + 1 < parts.count ? ZMQ_SNDMORE : 0) >= 0)
        }
    }
}
