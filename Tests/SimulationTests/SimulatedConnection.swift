import Coordination
import Vocabulary

/// One connection between a worker and the coordinator, and the session that the worker has on it.
final class SimulatedConnection<Worker: SimulatedWorker> {
    /// The state of the connection.
    enum State {
        case open
        /// Messages are lost, and neither side notices.
        case silent
        /// Both sides notice when they read.
        case closed
    }

    /// The worker's number.
    let process: Int
    var state = State.open
    var worker: Worker
    /// When the session must end.
    var watch: SessionWatch
    /// Messages that are being sent.
    var toCoordinator = PacketQueue<Worker.Frame>()
    var toWorker = PacketQueue<Worker.Frame>()
    /// The last part of a result that the worker has sent.
    var lastResult: Packet<Worker.Frame>?

    init(process: Int, worker: Worker, at time: Int) {
        self.process = process
        self.worker = worker
        watch = SessionWatch(at: time)
    }

    /// The coordinator's name for a connection, which holds its number.
    static func peer(_ connection: Int) -> PeerID {
        PeerID([UInt8(truncatingIfNeeded: connection >> 8), UInt8(truncatingIfNeeded: connection)])
    }

    /// The number of a connection.
    static func number(of peer: PeerID) -> Int { Int(peer.bytes[0]) << 8 | Int(peer.bytes[1]) }
}

/// Messages in one direction of a connection. They arrive in the order in which they were sent.
struct PacketQueue<Frame> {
    private var packets: [Packet<Frame>] = []
    private var first = 0
    /// When the last message arrives.
    private var lastArrival = 0

    var count: Int { packets.count - first }
    /// The last message that is being sent.
    var last: Packet<Frame>? { count == 0 ? nil : packets.last }

    /// Adds a message that would arrive at `time` if it were alone. Returns when it arrives.
    mutating func add(_ packet: Packet<Frame>, at time: Int) -> Int {
        packets.append(packet)
        lastArrival = max(time, lastArrival + 1)
        return lastArrival
    }

    mutating func next() -> Packet<Frame>? {
        guard first < packets.count else { return nil }
        first += 1
        let packet = packets[first - 1]
        if first == packets.count {
            packets.removeAll(keepingCapacity: true)
            first = 0
        }
        return packet
    }

    mutating func removeAll() {
        packets = []
        first = 0
    }
}

/// A worker process, which may have several connections one after the other.
struct SimulatedProcess {
    let name: String
    let slots: Int
    /// Microseconds for a micro-batch.
    var pace: Int
    var isAlive = true
    /// Its slots never finish what they have begun or will begin.
    var isStuck = false
    /// Until when it is suspended.
    var pausedUntil = 0
    /// Nil if it computes the coordinator's bits.
    var fingerprint: String?
}
