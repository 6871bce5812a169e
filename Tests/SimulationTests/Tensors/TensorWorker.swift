import Compute
import Coordination
import Messages
import Run
import Transport
import Worker

/// The worker that trains, on a simulated network.
struct TensorWorker: SimulatedWorker {
    /// Takes the place of a socket and threads.
    private final class Delegate: WorkerDelegate {
        var packets: [Packet<SharedBytes>] = []
        var jobs: [Int: SlotThreads.Job] = [:]
        var begun: [Int] = []
        var end: WorkerEnd?
        var corruption: Corruption?
        /// Nil to send the real one.
        let fingerprint: String?

        init(fingerprint: String?) {
            self.fingerprint = fingerprint
        }

        func send(_ envelope: Envelope, frame: SharedBytes?) {
            var (envelope, frame) = (envelope, frame)
            if case .ready(var ready) = envelope.message, let fingerprint {
                ready.fingerprint = fingerprint
                envelope.message = .ready(ready)
            }
            if let bytes = frame, let corruption {
                frame = corrupted(bytes, by: corruption)
                self.corruption?.times -= 1
                if corruption.times == 1 { self.corruption = nil }
            }
            packets.append(Packet(envelope: envelope, frame: frame))
        }

        func run(on slot: Int, _ job: @escaping SlotThreads.Job) {
            jobs[slot] = job
            begun.append(slot)
        }

        func joining(_ welcome: Welcome, _ job: WorkerJob) {}

        func reconnect(because reason: String) {
            end = .reconnecting(reason)
        }

        func finish(because reason: String, _ outcome: WorkerOutcome, error: WorkerError?) {
            end = .left
        }

        /// A copy with a corrupted first float. By the kind it is a NaN that contains bits of the corruption's
        /// number, or 1e30, or the float with one bit of its first two bytes changed.
        private func corrupted(_ bytes: SharedBytes, by corruption: Corruption) -> SharedBytes {
            SharedBytes(count: bytes.count) { copy in
                bytes.withUnsafeBytes { copy.copyMemory(from: $0) }
                switch corruption.kind {
                case .notFinite:
                    copy.storeBytes(of: 0x7FC0_0000 | UInt32(corruption.number & 0xFFFF), as: UInt32.self)
                case .absurd: copy.storeBytes(of: Float(1e30).bitPattern, as: UInt32.self)
                case .wrong:
                    let bit = Int(corruption.number % Corruption.bits)
                    copy[bit / 8] ^= 1 << (bit % 8)
                }
            }
        }
    }

    private let delegate: Delegate
    private let executor: WorkerExecutor
    /// The reports that each slot has not made yet.
    private var reports: [Int: [SlotReport]] = [:]

    init(_ hello: Hello, fingerprint: String?, at now: Duration) {
        delegate = Delegate(fingerprint: fingerprint)
        executor = WorkerExecutor(hello: hello, at: now, delegate: delegate)
    }

    var machine: Coordination.Worker { executor.machine }
    var end: WorkerEnd? { delegate.end }
    var keepsNothing: Bool { executor.keepsNothing }

    mutating func receive(_ packet: Packet<SharedBytes>, at now: Duration) throws {
        executor.received(packet.envelope, frame: packet.frame.map(ReceivedBytes.init(copying:)), at: now)
        if case .reconnecting(let reason)? = end {
            try require(!reason.hasPrefix("the coordinator sent"), reason)
        }
    }

    mutating func handle(at now: Duration, _ event: (inout Coordination.Worker) -> [WorkerDirective]) {
        executor.handle(event)
    }

    mutating func report(slot: Int, at now: Duration) throws -> Bool {
        if let job = delegate.jobs.removeValue(forKey: slot) {
            var made: [SlotReport] = []
            job { made.append($0) }
            reports[slot] = made + [.idle]
        }
        guard let report = reports[slot]?.removeFirst() else {
            throw SimulationFailure(description: "slot \(slot) has nothing to report")
        }
        executor.handle { $0.reported(slot: slot, report) }
        return report == .idle
    }

    mutating func takePackets() -> [Packet<SharedBytes>] {
        defer { delegate.packets = [] }
        return delegate.packets
    }

    mutating func takeBegun() -> [Int] {
        defer { delegate.begun = [] }
        return delegate.begun
    }

    mutating func corrupt(_ corruption: Corruption) {
        delegate.corruption = corruption
    }
}
