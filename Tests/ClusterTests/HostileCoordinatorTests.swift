import Foundation
import Messages
import TestKit
import Testing
import Transport

extension ClusterTests {
    /// Coordinators that send hostile jobs to a worker.
    @Suite struct HostileCoordinators {
        /// Images, batches and slots that the protocol allows, of a model that is small: the outputs of its first layer
        /// would take some terabytes.
        @Test func aRunThatNoMachineHoldsIsLeftBeforeAnythingIsAllocated() throws {
            try expectRefusal(
                of: Self.hugeJob,
                says: [
                    "this machine cannot take part: the run takes at least", "of memory here, and there are",
                    "use a machine with more memory",
                ])
        }

        /// An option of a later release, which may change the results.
        @Test func aJobWithAnUnknownKeyIsLeft() throws {
            try expectRefusal(
                of: Self.hugeJob.replacing("\"seed\"", with: "\"label_smoothing\": 0.5, \"seed\""),
                says: ["this machine cannot take part: this release of chorus does not know 'label_smoothing'"])
        }

        @Test func aJobThatIsNoJSONIsLeft() throws {
            try expectRefusal(
                of: "{", says: ["this machine cannot take part: the run's job cannot be read", "use the same release"])
        }

        /// A worker that gets such a job ends without allocating memory for it, and says why.
        private func expectRefusal(of job: String, says words: [String]) throws {
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
                        let welcome = Envelope(term: 1, session: 1, message: .welcome(welcome(microBatches: 1)))
                        let frame = Array(job.utf8).withUnsafeBytes { SharedBytes(copying: $0) }
                        #expect(router.send(to: incoming.peer, header: welcome.encoded(), frame: frame) == .sent)
                    }
                    most = max(most, worker.peakMemory ?? 0)
                    return !worker.isRunning
                })
            try sandbox.expectFailure(of: worker, status: 69, says: words)
            #expect(most < 100_000, "\(most) kilobytes")
        }

        private static let hugeJob = """
            {"augment": [], "batchSize": 1024, "bucketLimit": 1048576, "classWeights": [1, 1, 1], "classes": 3,
            "exchangePrecision": "fp32", "freeze": [], "input": {"channels": 1, "height": 4096, "width": 4096},
            "kernels": "native", "metrics": ["loss"], "microBatches": 1, "seed": 1,
            "model": {"name": "huge", "layers": [
            {"conv2d": {"filters": 64, "kernel_size": 3, "padding": "valid", "activation": "relu"}},
            {"max_pooling2d": {"pool_size": 64}}, {"flatten": {}},
            {"dense": {"units": "classes", "activation": "softmax"}}]}}
            """
    }
}
