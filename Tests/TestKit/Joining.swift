import Coordination
import Messages
import Vocabulary

/// A connection by its name.
package func peer(_ name: String) -> PeerID { PeerID(Array(name.utf8)) }

/// The welcome of a run with four micro-batches.
package func welcome(microBatches: Int = 4, buckets: Int = 2, timeout: Double = 10) -> Welcome {
    Welcome(
        runID: "run", fingerprint: "numerics", version: 0, bucketCount: buckets, microBatches: microBatches,
        workerTimeout: timeout)
}

/// The digest of the job that comes with ``welcome(microBatches:buckets:timeout:)``.
package let jobDigest = "job"

/// A worker's hello.
package func hello(
    _ name: String, slots: Int = 1, protocolVersion: UInt32 = ProtocolVersion.current, processID: Int = 1
) -> Hello {
    Hello(
        protocolVersion: protocolVersion, workerName: name, host: "host", slots: slots, coreName: "Haswell",
        processID: processID)
}
