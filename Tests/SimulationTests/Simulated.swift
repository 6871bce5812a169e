import Coordination
import Messages
import TestKit
import Vocabulary

/// A failure of a simulated cluster.
struct SimulationFailure: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless `condition` holds.
func require(_ condition: Bool, _ description: @autoclosure () -> String) throws(SimulationFailure) {
    if !condition { throw SimulationFailure(description: description()) }
}

/// The coordinator reports that the run has diverged.
struct RunDiverged: Error {
    let step: StepID
}

/// Seconds of silence that end a session in a simulation: less than usual, so that less is simulated.
let simulatedWorkerTimeout = 2.5
/// Seconds without progress that end a session in a simulation.
let simulatedStallTimeout = 5.0

/// The settings of a simulated coordinator, whose timeouts are multiplied by its patience.
func simulatedSettings(
    term: UInt64, minimumWorkers: Int, welcome: Welcome, batchSize: Int, bucketByteCounts: [Int], verifyEvery: Int?,
    updatePolicy: UpdatePolicy,
    patience: Double
) -> CoordinatorSettings {
    CoordinatorSettings(
        term: term, welcome: welcome, jobDigest: jobDigest, batchSize: batchSize, bucketByteCounts: bucketByteCounts,
        minimumWorkers: minimumWorkers,
        workerTimeout: .seconds(patience * simulatedWorkerTimeout),
        stallTimeout: .seconds(patience * simulatedStallTimeout), verifyEvery: verifyEvery, updatePolicy: updatePolicy)
}

/// What a simulated cluster trains: stand-in numbers, or a real network.
protocol SimulatedProgram {
    associatedtype Coordinator: SimulatedCoordinator
    associatedtype Worker: SimulatedWorker where Worker.Frame == Coordinator.Frame

    /// Steps of training and of validation.
    var stepCount: Int { get }
    /// Parts of the weights.
    var bucketCount: Int { get }
    /// Micro-batches of a step.
    var microBatches: Int { get }
    /// One step in this many is verified; nil for none.
    var verifyEvery: Int? { get }

    /// A new coordinator, or one that resumes from a snapshot.
    func coordinator(term: UInt64, minimumWorkers: Int, from snapshot: Coordinator.Snapshot?, at now: Duration) throws
        -> Coordinator
    /// A worker on a new connection.
    func worker(_ hello: Hello, fingerprint: String?, at now: Duration) throws -> Worker
}

/// A coordinator without sockets, clock and files.
protocol SimulatedCoordinator {
    associatedtype Frame
    associatedtype Snapshot

    var machine: Coordination.Coordinator { get }
    /// How many steps of the run are done.
    var stepsDone: Int { get }
    /// Whether all steps of the run are done.
    var isOver: Bool { get }

    mutating func begin(at now: Duration) throws
    mutating func receive(_ packet: Packet<Frame>, from peer: PeerID, at now: Duration) throws
    mutating func handle(at now: Duration, _ event: (inout Coordination.Coordinator) -> [CoordinatorDirective]) throws
    /// The messages since the last call, in order.
    mutating func takePackets() -> [(peer: PeerID, packet: Packet<Frame>)]
    /// The events that it reported since the last call.
    mutating func takeNotices() -> [ClusterEvent]
    /// The contents of a checkpoint, if one is due: at the end of an epoch, and after every `steps` steps.
    mutating func takeSnapshot(every steps: Int) throws -> Snapshot?
}

/// A worker without sockets, clock and threads.
protocol SimulatedWorker {
    associatedtype Frame

    var machine: Coordination.Worker { get }
    /// Whether it has left or closed its connection.
    var end: WorkerEnd? { get }
    /// Whether it stores nothing of finished work.
    var keepsNothing: Bool { get }

    mutating func receive(_ packet: Packet<Frame>, at now: Duration) throws
    mutating func handle(at now: Duration, _ event: (inout Coordination.Worker) -> [WorkerDirective]) throws
    /// A slot makes its next report. Returns true if the slot is idle then.
    mutating func report(slot: Int, at now: Duration) throws -> Bool
    mutating func takePackets() -> [Packet<Frame>]
    /// The slots that have begun to compute since the last call.
    mutating func takeBegun() -> [Int]
    /// Corrupts the next gradients that it sends. Different numbers give different bytes.
    mutating func corrupt(_ corruption: Corruption)
}

/// The kinds of corruption.
struct Corruption {
    enum Kind {
        /// Not a number.
        case notFinite
        /// Finite, but the new weights are not.
        case absurd
        /// A gradient that is wrong by one bit, which ``number`` chooses.
        case wrong
    }

    /// The bits that ``Kind/wrong`` chooses from: all of low value in a float.
    static let bits: UInt64 = 16

    let kind: Kind
    /// A number that no other corruption of the schedule has.
    let number: UInt64
    var times: Int
}

/// How a simulated worker's connection ended.
enum WorkerEnd: Equatable {
    case left
    case reconnecting(String)
}

/// A message that is being sent, with the stand-in for its frame.
struct Packet<Frame> {
    let envelope: Envelope
    let frame: Frame?
    /// The session that really wrote it, whatever the envelope says; nil for messages of a coordinator.
    var writer: Writer?

    /// A session of a term.
    struct Writer: Equatable {
        let term: UInt64
        let session: UInt64
    }
}
