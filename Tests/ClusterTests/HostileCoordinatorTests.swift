import Foundation
import Messages
import TestKit
import Testing
import Transport

extension ClusterTests {
    /// What a coordinator may do to a worker that has come to it.
    @Suite struct HostileCoordinators {
        /// Images, batches and slots that the protocol allows, of a model that is small: the outputs of its first layer would
        /// take some terabytes.
        @Test func aRunThatNoMachineHoldsIsLeftBeforeAnythingIsAllocated() throws {
            let sandbox = try Sandbox()
            let router = try RouterSocket(context: try Context())
            let endpoint = try router.bind("tcp://127.0.0.1:0")
            let worker = try sandbox.startWorker("w", at: endpoint)
            var most = 0
            try #require(
                try eventually {
                    if let incoming = try router.receive(),
                        case .hello = try incoming.header.withUnsafeBytes({ try Envelope(decoding: $0) }).message
                    {
                        let envelope = Envelope(term: 1, session: 1, message: .welcome(hugeWelcome))
                        #expect(router.send(to: incoming.peer, header: envelope.encoded()) == .sent)
                    }
                    most = max(most, worker.peakMemory ?? 0)
                    return !worker.isRunning
                })
            try sandbox.expectFailure(
                of: worker, status: 69,
                says: [
                    "this machine cannot take part: the run takes at least", "of memory here, and there are",
                    "use a machine with more memory",
                ])
            #expect(most < 100_000, "\(most) kilobytes")
        }

        private var hugeWelcome: Welcome {
            var huge = welcome(microBatches: 1, batchSize: 1024)
            huge.height = 4096
            huge.width = 4096
            huge.model = """
                {"name": "huge", "layers": [
                {"conv2d": {"filters": 64, "kernel_size": 3, "padding": "valid", "activation": "relu"}},
                {"max_pooling2d": {"pool_size": 64}}, {"flatten": {}},
                {"dense": {"units": "classes", "activation": "softmax"}}]}
                """.replacing("\n", with: "")
            return huge
        }
    }
}
