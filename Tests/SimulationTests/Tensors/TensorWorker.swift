import Compute
import Coordination
import Messages
import Run
import Transport
import Worker

/// The worker that trains, on a simulated network.
struct TensorWorker: SimulatedWorker {
    /// What would be a socket and threads.
    private final class Surroundings: WorkerSurroundings {
        var letters: [Letter<SharedBytes>] = []
        var jobs: [Int: SlotPool.Job] = [:]
        var begun: [Int] = []
        var end: WorkerEnd?
        var spoiling: Spoiling?
        /// Nil to tell the truth.
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
            if let bytes = frame, let spoiling {
                frame = spoilt(bytes, by: spoiling)
                self.spoiling?.times -= 1
                if spoiling.times == 1 { self.spoiling = nil }
            }
            letters.append(Letter(envelope: envelope, frame: frame))
        }

        func run(on slot: Int, _ job: @escaping SlotPool.Job) {
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

        /// A copy whose first float is not a number, with some bits of the spoiling's, or 1e30; or whose first byte has
        /// another bit.
        private func spoilt(_ bytes: SharedBytes, by spoiling: Spoiling) -> SharedBytes {
            SharedBytes(count: bytes.count) { copy in
                bytes.withUnsafeBytes { copy.copyMemory(from: $0) }
                switch spoiling.kind {
                case .notFinite:
                    copy.storeBytes(of: 0x7FC0_0000 | UInt32(spoiling.number & 0xFFFF), as: UInt32.self)
                case .absurd: copy.storeBytes(of: Float(1e30).bitPattern, as: UInt32.self)
                case .wrong: copy[0] ^= 1
                }
            }
        }
    }

    private let surroundings: Surroundings
    private let executor: WorkerExecutor
    /// What each slot is still to report.
    private var reports: [Int: [SlotReport]] = [:]

    init(_ hello: Hello, fingerprint: String?, at now: Duration) {
        surroundings = Surroundings(fingerprint: fingerprint)
        executor = WorkerExecutor(hello: hello, at: now, in: surroundings)
    }

    var machine: Coordination.Worker { executor.machine }
    var end: WorkerEnd? { surroundings.end }
    var keepsNothing: Bool { executor.keepsNothing }

    mutating func receive(_ letter: Letter<SharedBytes>, at now: Duration) throws {
        executor.received(letter.envelope, frame: letter.frame.map(ReceivedBytes.init(copying:)), at: now)
        if case .reconnecting(let reason)? = end {
            try require(!reason.hasPrefix("the coordinator sent"), reason)
        }
    }

    mutating func handle(at now: Duration, _ event: (inout Coordination.Worker) -> [WorkerDirective]) {
        executor.handle(event)
    }

    mutating func report(slot: Int, at now: Duration) throws -> Bool {
        if let job = surroundings.jobs.removeValue(forKey: slot) {
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

    mutating func takeLetters() -> [Letter<SharedBytes>] {
        defer { surroundings.letters = [] }
        return surroundings.letters
    }

    mutating func takeBegun() -> [Int] {
        defer { surroundings.begun = [] }
        return surroundings.begun
    }

    mutating func spoil(_ spoiling: Spoiling) {
        surroundings.spoiling = spoiling
    }
}
