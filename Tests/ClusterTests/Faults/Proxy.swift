import Foundation
import Glibc
import Synchronization

/// A stretch of network between one worker and the coordinator, which a test can cut or block. It listens on a port of
/// this machine and passes all bytes on, a moment later. One thread; it and all connections end with the object.
final class Proxy {
    /// Where it listens.
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

    /// Leads new connections to another port.
    func lead(to target: UInt16) {
        loop.give { $0.target = target }
    }

    /// Ends all connections, for both sides at once, as soon as so many bytes more have passed.
    func cut(afterBytes count: Int) {
        loop.give { $0.allowance = count }
    }

    /// When connections were cut last.
    var lastCut: Date? { loop.lastCut }

    /// Passes nothing on, in neither direction, and does not notice that a side hangs up, until ``release()``.
    func hold() {
        loop.give { $0.isHeld = true }
    }

    /// Passes on what has come since ``hold()``, and what comes.
    func release() {
        loop.give { $0.isHeld = false }
    }
}

/// What a ``Proxy``'s thread does.
final class ProxyLoop: Sendable {
    /// What the owner wants.
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

    /// Changes what is wanted.
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

    /// Waits for news of these connections, a new one, or the owner.
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
            // Where nobody listens, the worker is hung up on.
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
            // The owner may have wanted something else meanwhile.
            guard $0.allowance == before else { return }
            $0.allowance = isExhausted ? nil : left
            if isExhausted { $0.lastCut = Date() }
        }
    }
}
