import CZeroMQ

/// A received header or frame, in memory of libzmq or in ``SharedMemory``. Releasing this object releases the memory.
/// Any thread may read the bytes, which may have any alignment.
public final class ReceivedBytes: @unchecked Sendable {
    let message: UnsafeMutablePointer<zmq_msg_t>
    /// For shared memory: the bytes, and a function to call when they are not read any more. Nil if the bytes are in
    /// memory of libzmq.
    private let borrowed: (bytes: UnsafeRawBufferPointer, done: @Sendable () -> Void)?

    init() {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
        borrowed = nil
    }

    /// Refers to bytes in shared memory. When this object is freed, it calls `done`.
    init(borrowing bytes: UnsafeRawBufferPointer, done: @escaping @Sendable () -> Void) {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
        borrowed = (bytes, done)
    }

    /// A copy of `bytes`, as a peer would receive them.
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

    /// The number of bytes in the header or frame.
    public var count: Int { borrowed?.bytes.count ?? zmq_msg_size(message) }

    /// Calls `body` with the bytes, which are valid until it returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(borrowed?.bytes ?? UnsafeRawBufferPointer(start: zmq_msg_data(message), count: count))
    }
}
