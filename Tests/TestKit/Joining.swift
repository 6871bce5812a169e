import Coordination
import Messages
import Vocabulary

/// A connection by its name.
package func peer(_ name: String) -> PeerID { PeerID(Array(name.utf8)) }

/// What a run of four micro-batches tells its workers.
package func welcome(microBatches: Int = 4, batchSize: Int = 16, buckets: Int = 2, timeout: Double = 10) -> Welcome {
    Welcome(
        runID: "run", model: "{}", height: 8, width: 8, channels: 1, classes: 3, batchSize: batchSize,
        microBatches: microBatches, seed: 1, classWeights: [1, 1, 1], fingerprint: "numerics", kernels: "native",
        exchangePrecision: "fp32",
        version: 0, bucketCount: buckets, bucketLimit: 1_048_576, workerTimeout: timeout)
}

/// A worker that introduces itself.
package func hello(
    _ name: String, slots: Int = 1, protocolVersion: UInt32 = ProtocolVersion.current, processID: Int = 1
) -> Hello {
    Hello(
        protocolVersion: protocolVersion, workerName: name, host: "host", slots: slots, coreName: "Haswell",
        processID: processID)
}
