import CZeroMQ
import Files
import Glibc

/// Ends a ``Poller``'s wait from any thread.
public final class Waker: Sendable {
    let fileDescriptor: Int32

    /// A waker that ends no wait until ``wake()`` is called.
    public init() throws(TransportError) {
        fileDescriptor = DescriptorReserve.opening { eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)) }
        guard fileDescriptor >= 0 else { throw .system(operation: "eventfd", code: errno) }
    }

    deinit {
        close(fileDescriptor)
    }

    /// Makes the waker readable, which ends the wait of a ``Poller`` for this waker. It stays readable until
    /// ``drain()`` is called.
    public func wake() {
        var one: UInt64 = 1
        // The error EAGAIN needs no handling: the waker is readable already.
        while write(fileDescriptor, &one, MemoryLayout<UInt64>.size) < 0 && errno == EINTR {}
    }

    /// Makes the waker unreadable. Call this before you handle the events that the waker announces. Then an event that
    /// comes while you handle them ends the next wait.
    public func drain() {
        var count: UInt64 = 0
        while read(fileDescriptor, &count, MemoryLayout<UInt64>.size) < 0 && errno == EINTR {}
    }
}
