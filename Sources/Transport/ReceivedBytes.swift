import CZeroMQ

/// A received header or frame, held where libzmq put it, or where its sender did in ``SharedMemory``, and freed with the
/// object. Any thread may read it.
///
/// It may have any alignment.
public final class ReceivedBytes: @unchecked Sendable {
    let message: UnsafeMutablePointer<zmq_msg_t>
    /// Of shared memory: the bytes themselves, and what to call when they are read.
    private let borrowed: (bytes: UnsafeRawBufferPointer, done: @Sendable () -> Void)?

    init() {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
        borrowed = nil
    }

    /// Bytes that lie in shared memory; `done` is called when nobody refers to them any more.
    init(borrowing bytes: UnsafeRawBufferPointer, done: @escaping @Sendable () -> Void) {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
        borrowed = (bytes, done)
    }

    /// What a peer would receive of `bytes`.
    package init(copying bytes: SharedBytes) {
        message = .allocate(capacity: 1)
        borrowed = nil
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
        borrowed?.done()
    }

    /// How many bytes there are.
    public var count: Int { borrowed?.bytes.count ?? zmq_msg_size(message) }

    /// Calls `body` with the bytes, which are valid until it returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(borrowed?.bytes ?? UnsafeRawBufferPointer(start: zmq_msg_data(message), count: count))
    }
}
