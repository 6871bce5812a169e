import Glibc
import Testing
import TestKit
import Transport

/// Polls `sources` until `condition` holds; whether it did within `limit`.
func wait(
    for sources: [Poller.Source], limit: Duration = .seconds(10), until condition: () throws -> Bool
) rethrows -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while try !condition() {
        guard clock.now < end else { return false }
        _ = Poller.wait(sources, timeout: .milliseconds(10))
    }
    return true
}

/// The next message for `router`.
func receive(_ router: RouterSocket) throws -> Incoming {
    var incoming: Incoming?
    _ = try wait(for: [.router(router)]) {
        incoming = try router.receive()
        return incoming != nil
    }
    return try #require(incoming)
}

/// The next message for `dealer`.
func receive(_ dealer: DealerSocket) throws -> Reply {
    var reply: Reply?
    _ = try wait(for: [.dealer(dealer)]) {
        reply = try dealer.receive()
        return reply != nil
    }
    return try #require(reply)
}

/// The next events of `dealer`.
func events(_ dealer: DealerSocket) -> [ConnectionEvent] {
    var events: [ConnectionEvent] = []
    _ = wait(for: [.dealer(dealer)]) {
        events = dealer.events()
        return !events.isEmpty
    }
    return events
}

extension ReceivedBytes {
    /// A copy.
    var array: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

extension TemporaryFolder {
    /// An endpoint in the folder.
    func endpoint(_ name: String = "socket") -> String { "ipc://" + file(name) }
}

/// A router and dealers that are connected to it and whose peers it knows.
struct Cluster {
    let context: Context
    let folder: TemporaryFolder
    let endpoint: String
    let router: RouterSocket
    var dealers: [DealerSocket] = []
    var peers: [Peer] = []

    init(dealers count: Int, overTCP: Bool = false, settings: SocketSettings = SocketSettings()) throws {
        context = try Context()
        folder = TemporaryFolder()
        router = try RouterSocket(context: context, settings: settings)
        endpoint = try router.bind(overTCP ? "tcp://127.0.0.1:0" : folder.endpoint())
        for _ in 0..<count { try join(settings) }
    }

    mutating func join(_ settings: SocketSettings = SocketSettings()) throws {
        let dealer = try DealerSocket(context: context, settings: settings)
        try dealer.connect(endpoint)
        try #require(events(dealer) == [.connected])
        try #require(dealer.send(header: [1]) == .sent)
        let hello = try receive(router)
        try #require(router.join(by: hello))
        dealers.append(dealer)
        peers.append(hello.peer)
    }
}
