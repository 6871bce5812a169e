import Glibc

/// One direction of a proxied connection: what was read and waits for its time.
struct ProxyFlow {
    /// How a turn ended.
    enum Outcome {
        /// All that can be done now is done.
        case idle
        /// The source has ended, and all that it sent before is passed on.
        case over
        /// As many bytes as were allowed have passed.
        case exhausted
    }

    let source: Int32
    let sink: Int32
    private var waiting: [(due: ContinuousClock.Instant, bytes: ArraySlice<UInt8>)] = []
    private var sourceEnded = false
    private var sinkIsFull = false

    /// How long bytes take to the other side: that of a network between cities.
    static let latency = Duration.milliseconds(20)
    private static let chunk = 65_536
    /// Chunks that wait at most; then the source is read no further, as by a real network.
    private static let chunkLimit = 64

    init(from source: Int32, to sink: Int32) {
        self.source = source
        self.sink = sink
    }

    /// Whether more can be taken.
    var wantsInput: Bool { !sourceEnded && waiting.count < ProxyFlow.chunkLimit }
    /// Whether what is due waits for room.
    var wantsOutput: Bool { sinkIsFull }
    /// When the next bytes are due.
    var nextDue: ContinuousClock.Instant? { sinkIsFull ? nil : waiting.first?.due }

    /// Reads and writes what can be without waiting, but writes no more than `allowance` bytes.
    mutating func turn(at now: ContinuousClock.Instant, allowance: inout Int?) -> Outcome {
        takeInput(at: now)
        sinkIsFull = false
        while let first = waiting.first, first.due <= now {
            let count = min(first.bytes.count, allowance ?? .max)
            guard count > 0 else { return .exhausted }
            let sent = first.bytes.withUnsafeBytes { send(sink, $0.baseAddress, count, Int32(MSG_NOSIGNAL)) }
            guard sent >= 0 else {
                sinkIsFull = errno == EAGAIN
                if sinkIsFull { return .idle }
                // Nobody is there to read this; but what the sink has sent before it ended is still passed on.
                waiting = []
                break
            }
            allowance = allowance.map { $0 - sent }
            waiting[0].bytes = first.bytes.dropFirst(sent)
            if waiting[0].bytes.isEmpty { waiting.removeFirst() }
        }
        return sourceEnded && waiting.isEmpty ? .over : .idle
    }

    private mutating func takeInput(at now: ContinuousClock.Instant) {
        while wantsInput {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: ProxyFlow.chunk) { buffer, used in
                count = recv(source, buffer.baseAddress, buffer.count, 0)
                used = max(count, 0)
            }
            if count > 0 {
                waiting.append((now + ProxyFlow.latency, bytes[...]))
            } else {
                sourceEnded = count == 0 || errno != EAGAIN
                return
            }
        }
    }
}
