import Foundation
import Glibc
import Synchronization

/// A TCP proxy between one worker and the coordinator, which a test can cut or block. It listens on a port of this
/// machine and forwards all bytes with a small delay. It has one thread. The thread and all connections end with the
/// object.
final class Proxy {
    /// The port that it listens on.
    let port: UInt16
    private let loop: ProxyLoop

    /// A proxy in front of a port of this machine.
    init(to target: UInt16) throws {
        loop = try ProxyLoop(target: target)
        port = loop.port
        let thread = Thread { [loop] in loop.serve() }
        thread.name = "proxy"
        thread.start()
    }

    deinit {
        loop.give { $0.isStopped = true }
        loop.ended.wait()
    }

    /// The address for the worker.
    var endpoint: String { "tcp://127.0.0.1:\(port)" }

    /// Forwards new connections to another port.
    func lead(to target: UInt16) {
        loop.give { $0.target = target }
    }

    /// Ends all connections for both sides after this many more bytes.
    func cut(afterBytes count: Int) {
        loop.give { $0.allowance = count }
    }

    /// When connections were last cut.
    var lastCut: Date? { loop.lastCut }

    /// Forwards no bytes in either direction, and does not notice that a side closes, until ``release()``.
    func hold() {
        loop.give { $0.isHeld = true }
    }

    /// Forwards the bytes since ``hold()``, and later ones.
    func release() {
        loop.give { $0.isHeld = false }
    }
}

/// The loop of a ``Proxy``'s thread.
final class ProxyLoop: Sendable {
    /// The owner's requests.
    struct Orders {
        var target: UInt16
        var isHeld = false
        var allowance: Int?
        var isStopped = false
        fileprivate var lastCut: Date?
    }

    let port: UInt16
    /// Signalled when the thread is over.
    let ended = DispatchSemaphore(value: 0)
    private let orders: Mutex<Orders>
    private let listener: Int32
    /// A pipe that wakes the thread.
    private let waker: (reading: Int32, writing: Int32)

    fileprivate init(target: UInt16) throws {
        listener = try ProxySocket.listen()
        port = ProxySocket.port(of: listener)
        waker = try ProxySocket.pipe()
        orders = Mutex(Orders(target: target))
    }

    fileprivate var lastCut: Date? { orders.withLock(\.lastCut) }

    /// Changes the requests.
    fileprivate func give(_ change: (inout Orders) -> Void) {
        orders.withLock { change(&$0) }
        write(waker.writing, "!", 1)
    }

    fileprivate func serve() {
        var links: [ProxyLink] = []
        var now = orders.withLock { $0 }
        while !now.isStopped {
            accept(into: &links, target: now.target)
            if !now.isHeld { turn(&links) }
            wait(for: now.isHeld ? [] : links)
            now = orders.withLock { $0 }
        }
        for link in links { link.close() }
        for end in [listener, waker.reading, waker.writing] { close(end) }
        ended.signal()
    }

    /// Waits for an event of these connections, a new connection, or a request.
    private func wait(for links: [ProxyLink]) {
        let ends = [listener, waker.reading].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var items = ends + links.flatMap(\.pollItems)
        var patience: Int32 = -1
        if let due = links.compactMap(\.nextDue).min() {
            patience = Int32(max(0, ((due - ContinuousClock.now) / .milliseconds(1)).rounded(.up)))
        }
        poll(&items, nfds_t(items.count), patience)
        var calls = [UInt8](repeating: 0, count: 64)
        read(waker.reading, &calls, calls.count)
    }

    private func accept(into links: inout [ProxyLink], target: UInt16) {
        while let worker = ProxySocket.accept(listener) {
            // If nothing listens there, the worker's connection is closed.
            if let coordinator = ProxySocket.connect(to: target) {
                links.append(ProxyLink(worker: worker, coordinator: coordinator))
            } else {
                ProxySocket.end(worker)
            }
        }
    }

    private func turn(_ links: inout [ProxyLink]) {
        var allowance = orders.withLock(\.allowance)
        let before = allowance
        let now = ContinuousClock.now
        var isExhausted = allowance == 0
        for index in links.indices.reversed() where !isExhausted {
            switch links[index].turn(at: now, allowance: &allowance) {
            case .idle: break
            case .over: links.remove(at: index).close()
            case .exhausted: isExhausted = true
            }
        }
        if isExhausted {
            for link in links { link.close() }
            links = []
        }
        guard let before, let left = allowance else { return }
        orders.withLock {
            // The owner may have changed the request meanwhile.
            guard $0.allowance == before else { return }
            $0.allowance = isExhausted ? nil : left
            if isExhausted { $0.lastCut = Date() }
        }
    }
}
