import Glibc

/// One direction of a proxied connection: bytes that were read and wait for their time.
struct ProxyFlow {
    /// How a turn ended.
    enum Outcome {
        /// Everything that is possible now is done.
        case idle
        /// The source has ended, and all its bytes are forwarded.
        case over
        /// The allowed number of bytes has passed.
        case exhausted
    }

    let source: Int32
    let sink: Int32
    private var waiting: [(due: ContinuousClock.Instant, bytes: ArraySlice<UInt8>)] = []
    private var sourceEnded = false
    private var sinkIsFull = false

    /// The delay of bytes: that of a network between cities.
    static let latency = Duration.milliseconds(20)
    private static let chunk = 65_536
    /// The largest number of waiting chunks. While there are so many, the source is not read, as in a real network.
    private static let chunkLimit = 64

    init(from source: Int32, to sink: Int32) {
        self.source = source
        self.sink = sink
    }

    /// Whether it can read more.
    var wantsInput: Bool { !sourceEnded && waiting.count < ProxyFlow.chunkLimit }
    /// Whether bytes that are due wait for room.
    var wantsOutput: Bool { sinkIsFull }
    /// When the next bytes are due.
    var nextDue: ContinuousClock.Instant? { sinkIsFull ? nil : waiting.first?.due }

    /// Reads and writes without waiting, at most `allowance` bytes.
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
                // These bytes have no reader. Bytes that the sink sent before it ended are still forwarded.
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
