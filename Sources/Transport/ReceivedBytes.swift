import CZeroMQ

/// A received header or frame, held where libzmq put it and freed with the object. Any thread may read it.
///
/// It has no alignment: copy numbers out of it (`memcpy`, `loadUnaligned`) and never bind its memory to them.
public final class ReceivedBytes: @unchecked Sendable {
    let message: UnsafeMutablePointer<zmq_msg_t>

    init() {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
    }

    /// What a peer would receive of `bytes`.
    package init(copying bytes: SharedBytes) {
        message = .allocate(capacity: 1)
        let status = zmq_msg_init_size(message, bytes.count)
        precondition(status == 0, "no memory for \(bytes.count) bytes")
        bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            zmq_msg_data(message).copyMemory(from: start, byteCount: source.count)
        }
    }

    deinit {
        zmq_msg_close(message)
        message.deallocate()
    }

    /// How many bytes there are.
    public var count: Int { zmq_msg_size(message) }

    /// Calls `body` with the bytes, which are valid until it returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: zmq_msg_data(message), count: count))
    }
}
