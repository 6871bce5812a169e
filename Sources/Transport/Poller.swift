import CZeroMQ
import Glibc

/// Waits until one of several sources can be read.
public enum Poller {
    /// A socket, a waker or a file descriptor to wait for. Each case says when it can be read.
    public enum Source {
        /// A router can be read when a message has arrived.
        case router(RouterSocket)
        /// A dealer can be read when a message or an event of its connection has arrived.
        case dealer(DealerSocket)
        /// A waker can be read after ``Waker/wake()``, until ``Waker/drain()``.
        case waker(Waker)
        /// A file descriptor can be read when it has data, and also when its other end is closed.
        case fileDescriptor(Int32)
    }

    /// Waits for at most `timeout`, and returns for each source whether it can be read. A signal ends the wait early;
    /// then all results are false. The sockets must belong to the calling thread.
    public static func wait(_ sources: [Source], timeout: Duration) -> [Bool] {
        var items: [zmq_pollitem_t] = []
        var owners: [Int] = []
        for (index, source) in sources.enumerated() {
            for item in pollItems(source) {
                items.append(item)
                owners.append(index)
            }
        }
        let status = poll(&items, timeout)
        var readable = [Bool](repeating: false, count: sources.count)
        guard status > 0 else { return readable }
        for (item, owner) in zip(items, owners) where item.revents != 0 { readable[owner] = true }
        return readable
    }

    /// Waits for at most `timeout` until the socket `reports` can be read or the waker is woken.
    static func wait(for reports: SocketHandle, or waker: Waker, timeout: Duration) {
        var items = [item(reports.pointer), item(nil, waker.fileDescriptor)]
        _ = poll(&items, timeout)
    }

    private static func poll(_ items: inout [zmq_pollitem_t], _ timeout: Duration) -> Int32 {
        let status = zmq_poll(&items, Int32(items.count), Int(timeout.milliseconds))
        precondition(status >= 0 || zmq_errno() == EINTR, "zmq_poll: \(errorText())")
        return status
    }

    private static func pollItems(_ source: Source) -> [zmq_pollitem_t] {
        switch source {
        case .router(let socket): [item(socket.handle.pointer)]
        case .dealer(let socket): [item(socket.handle.pointer), item(socket.monitor.reports.pointer)]
        case .waker(let waker): [item(nil, waker.fileDescriptor)]
        case .fileDescriptor(let descriptor): [item(nil, descriptor)]
        }
    }

    private static func item(_ socket: UnsafeMutableRawPointer?, _ descriptor: Int32 = 0) -> zmq_pollitem_t {
        zmq_pollitem_t(socket: socket, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
    }
}
