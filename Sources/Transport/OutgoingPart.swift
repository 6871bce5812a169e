import CZeroMQ
import Glibc

/// The result of sending a message.
public enum SendOutcome: Sendable, Hashable {
    /// libzmq has the message and will deliver it, unless the connection ends first.
    case sent
    /// The queue for this peer is full; nothing was sent.
    case wouldBlock
    /// There is no connection; the message was dropped.
    case unreachable
}

/// One part of a message. After the part is sent, its bytes belong to libzmq.
struct OutgoingPart: ~Copyable {
    private let message: UnsafeMutablePointer<zmq_msg_t>

    /// A part with a copy of `bytes`.
    init(copying bytes: [UInt8]) {
        message = .allocate(capacity: 1)
        let status = zmq_msg_init_size(message, bytes.count)
        precondition(status == 0, "no memory for a part of \(bytes.count) bytes")
        bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            zmq_msg_data(message).copyMemory(from: start, byteCount: source.count)
        }
    }

    /// A part that refers to `shared` without copying it. libzmq keeps a reference to `shared` until it needs the bytes
    /// no more.
    init(referring shared: SharedBytes) {
        message = .allocate(capacity: 1)
        let reference = Unmanaged.passRetained(shared).toOpaque()
        let status = shared.withUnsafeBytes { bytes in
            zmq_msg_init_data(
                message, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count,
                { _, reference in
                    guard let reference else { return }
                    Unmanaged<SharedBytes>.fromOpaque(reference).release()
                }, reference)
        }
        precondition(status == 0, "no memory for a part")
    }

    deinit {
        zmq_msg_close(message)
        message.deallocate()
    }

    /// Sends the part without waiting. `more` is true if another part of the same message follows. Returns 0, or the
    /// error number.
    func send(on socket: SocketHandle, more: Bool) -> Int32 {
        while zmq_msg_send(message, socket.pointer, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0 {
            guard zmq_errno() == EINTR else { return zmq_errno() }
        }
        return 0
    }
}
