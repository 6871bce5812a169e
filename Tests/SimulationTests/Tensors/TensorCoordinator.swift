import Checkpoints
import Coordination
import Coordinator
import Datasets
import Messages
import Run
import Training
import Transport
import Vocabulary

/// The coordinator that trains, on a simulated network.
struct TensorCoordinator: SimulatedCoordinator {
    typealias Snapshot = TensorFile

    /// Takes the place of sockets, files and a clock.
    private final class Delegate: CoordinatorDelegate {
        var now: Duration
        var packets: [(peer: PeerID, packet: Packet<SharedBytes>)] = []
        var notices: [ClusterEvent] = []
        var mayTakeSnapshot = true
        var isEpochEnd = true

        init(now: Duration) {
            self.now = now
        }

        func send(_ envelope: Envelope, frame: SharedBytes?, to peer: PeerID) {
            packets.append((peer, Packet(envelope: envelope, frame: frame)))
        }

        func compute(_ computation: @escaping @Sendable () -> Void) {
            computation()
        }

        func drop(_ peer: PeerID) {}

        func report(_ notice: ClusterEvent) {
            notices.append(notice)
        }

        func epochBegins() {}

        func stepped(seconds: Double) {
            mayTakeSnapshot = true
        }

        func validated(chunk: Int) {}

        func epochEnded(_ epoch: EpochEnd) {
            mayTakeSnapshot = true
            isEpochEnd = true
        }
    }

    private let delegate: Delegate
    private let executor: CoordinatorExecutor

    init(_ run: TrainingRun, settings: CoordinatorSettings, at now: Duration) {
        delegate = Delegate(now: now)
        executor = CoordinatorExecutor(run: run, settings: settings, delegate: delegate)
    }

    var run: TrainingRun { executor.run }
    var machine: Coordination.Coordinator { executor.machine }
    var isOver: Bool { executor.outcome != nil }

    var stepsDone: Int {
        let (train, validation) = (run.job.trainPlan.steps, run.job.validationPlan.steps)
        let epochs = (run.counters.epoch - 1) * (train + validation)
        guard case .step(let step, _) = run.work else { return epochs }
        return epochs + step.step + (step.phase == .training ? 0 : train)
    }

    mutating func begin(at now: Duration) throws {
        try carryOut(at: now) { try $0.begin() }
    }

    mutating func receive(_ packet: Packet<SharedBytes>, from peer: PeerID, at now: Duration) throws {
        let frame = packet.frame.map(ReceivedBytes.init(copying:))
        try carryOut(at: now) { try $0.received(packet.envelope, frame: frame, from: peer) }
    }

    mutating func handle(
        at now: Duration, _ event: (inout Coordination.Coordinator) -> [CoordinatorDirective]
    ) throws {
        try carryOut(at: now) { try $0.handle(event) }
    }

    mutating func takePackets() -> [(peer: PeerID, packet: Packet<SharedBytes>)] {
        defer { delegate.packets = [] }
        return delegate.packets
    }

    mutating func takeNotices() -> [ClusterEvent] {
        defer { delegate.notices = [] }
        return delegate.notices
    }

    mutating func takeSnapshot(every steps: Int) -> TensorFile? {
        defer {
            delegate.mayTakeSnapshot = false
            delegate.isEpochEnd = false
        }
        guard delegate.mayTakeSnapshot, delegate.isEpochEnd || Int(run.counters.version) % steps == 0 else {
            return nil
        }
        return run.checkpoint(
            facts: CheckpointFacts(
                runID: "simulated", numericsFingerprint: machine.settings.welcome.fingerprint, reproducible: true,
                clusterCounters: machine.counters))
    }

    private func carryOut(at now: Duration, _ event: (CoordinatorExecutor) throws -> Void) throws {
        delegate.now = now
        guard case .step(let step, _) = run.work else { return try event(executor) }
        do {
            try event(executor)
            try executor.takeRefereed()
        } catch RunError.notFinite {
            throw RunDiverged(step: step)
        }
    }
}
