import Coordination
import Messages
import TestKit
import Vocabulary

/// What a simulated cluster has done wrong.
struct SimulationFailure: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless `condition` holds.
func require(_ condition: Bool, _ description: @autoclosure () -> String) throws(SimulationFailure) {
    if !condition { throw SimulationFailure(description: description()) }
}

/// The run has diverged, says the coordinator.
struct RunDiverged: Error {
    let step: StepID
}

/// Seconds of silence that end a session in a simulation: less than usual, so that less is simulated.
let simulatedWorkerTimeout = 2.5
/// Seconds without progress that do.
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
    /// In how many steps one is verified; nil for none.
    var verifyEvery: Int? { get }

    /// A coordinator in its first life, or one that goes on from a snapshot.
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
    /// Whether all are.
    var isOver: Bool { get }

    mutating func begin(at now: Duration) throws
    mutating func receive(_ letter: Letter<Frame>, from peer: PeerID, at now: Duration) throws
    mutating func handle(at now: Duration, _ event: (inout Coordination.Coordinator) -> [CoordinatorDirective]) throws
    /// The letters since the last call, in order.
    mutating func takeLetters() -> [(peer: PeerID, letter: Letter<Frame>)]
    /// What it told its operator since the last call.
    mutating func takeNotices() -> [ClusterEvent]
    /// What a checkpoint of this moment holds, if one is due: at the end of an epoch, and of every so many steps.
    mutating func takeSnapshot(every steps: Int) throws -> Snapshot?
}

/// A worker without sockets, clock and threads.
protocol SimulatedWorker {
    associatedtype Frame

    var machine: Coordination.Worker { get }
    /// Whether it has left or given its connection up.
    var end: WorkerEnd? { get }
    /// Whether nothing is kept of work that is over.
    var keepsNothing: Bool { get }

    mutating func receive(_ letter: Letter<Frame>, at now: Duration) throws
    mutating func handle(at now: Duration, _ event: (inout Coordination.Worker) -> [WorkerDirective]) throws
    /// A slot reports what comes next; true if it is idle then.
    mutating func report(slot: Int, at now: Duration) throws -> Bool
    mutating func takeLetters() -> [Letter<Frame>]
    /// The slots that have begun to compute since the last call.
    mutating func takeBegun() -> [Int]
    /// Makes so many of the next gradients that it sends wrong; other numbers make other bytes.
    mutating func corrupt(_ corruption: Corruption)
}

/// How gradients are made wrong.
struct Corruption {
    enum Kind {
        /// Not a number.
        case notFinite
        /// Finite, but what becomes of it is not.
        case absurd
        /// By one bit.
        case wrong
    }

    let kind: Kind
    let number: UInt64
    var times: Int
}

/// How a simulated worker's connection ended.
enum WorkerEnd: Equatable {
    case left
    case reconnecting(String)
}

/// A message under way, with what its frame stands for.
struct Letter<Frame> {
    let envelope: Envelope
    let frame: Frame?
    /// The session that really wrote it, whatever the envelope says: none of a coordinator's letters.
    var writer: Writer?

    /// A session of a term.
    struct Writer: Equatable {
        let term: UInt64
        let session: UInt64
    }
}
