import Coordination
import Vocabulary

/// One connection between a worker and the coordinator, and the session that the worker has on it.
final class SimulatedConnection<Worker: SimulatedWorker> {
    /// What becomes of letters.
    enum State {
        case open
        /// Letters vanish, and nobody is told.
        case silent
        /// Both sides are told when they look.
        case closed
    }

    /// The worker's number.
    let process: Int
    var state = State.open
    var worker: Worker
    /// By when the session is to end.
    var watch: SessionWatch
    /// Letters under way.
    var toCoordinator = LetterQueue<Worker.Frame>()
    var toWorker = LetterQueue<Worker.Frame>()
    /// The last part of a result that the worker has sent.
    var lastResult: Letter<Worker.Frame>?

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

/// Letters in one direction of a connection, which arrive in the order in which they were sent.
struct LetterQueue<Frame> {
    private var letters: [Letter<Frame>] = []
    private var first = 0
    /// When the last of them arrives.
    private var lastArrival = 0

    var count: Int { letters.count - first }
    /// The last that is under way.
    var last: Letter<Frame>? { count == 0 ? nil : letters.last }

    /// Adds a letter that would arrive at `time` if it were alone; returns when it does.
    mutating func add(_ letter: Letter<Frame>, at time: Int) -> Int {
        letters.append(letter)
        lastArrival = max(time, lastArrival + 1)
        return lastArrival
    }

    mutating func next() -> Letter<Frame>? {
        guard first < letters.count else { return nil }
        first += 1
        let letter = letters[first - 1]
        if first == letters.count {
            letters.removeAll(keepingCapacity: true)
            first = 0
        }
        return letter
    }

    mutating func removeAll() {
        letters = []
        first = 0
    }
}

/// A worker process: what outlives its connections.
struct SimulatedProcess {
    let name: String
    let slots: Int
    /// Microseconds for a micro-batch.
    var pace: Int
    var isAlive = true
    /// Its slots never finish what they have begun or will begin.
    var isStuck = false
    /// Until when it stands still.
    var pausedUntil = 0
    /// Nil if its arithmetic is the coordinator's.
    var fingerprint: String?
}
