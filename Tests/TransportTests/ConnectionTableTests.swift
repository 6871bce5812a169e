import Glibc
import Testing
import Transport

/// Which connections must be closed, by reports about them and their peers.
@Suite struct ConnectionTableTests {
    private let first = Peer(routingID: [0, 0, 0, 0, 1])
    private let second = Peer(routingID: [0, 0, 0, 0, 2])
    private let table = Table()

    /// A table that expectations may change.
    private final class Table {
        private var table = ConnectionTable(limits: ConnectionTable.Limits(time: .seconds(15), connections: 100))

        func accepted(_ connection: Connection, at now: Int) { table.accepted(connection, at: .seconds(now)) }
        func ended(_ connection: Connection) { table.ended(descriptor: connection.descriptor) }
        func join(_ peer: Peer, on connection: Connection) -> Bool { table.join(peer, on: connection) }
        func leave(_ peer: Peer, hadSession: Bool, at now: Int) {
            table.leave(peer, hadSession: hadSession, at: .seconds(now))
        }
        func overdue(at now: Int, received: Int = 1000) -> [Connection] {
            table.takeOverdue(at: .seconds(now)) { _ in received }
        }
        func handshakeFailed(_ reason: String) { table.handshakeFailed(reason) }
        func refusals() -> [String] { table.takeRefusals() }
        func connection(of peer: Peer) -> Connection? { table.connection(of: peer) }
    }

    /// Two ends of a connection, closed with the object.
    private final class Pair {
        let descriptors: [Int32]
        var connection: Connection { get throws { try #require(Connection(descriptor: descriptors[0])) } }

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            descriptors = ends
        }

        deinit {
            for end in descriptors { close(end) }
        }
    }

    @Test func whoIsRefusedAgainAndAgainIsCutOff() throws {
        let pair = try Pair()
        let connection = try pair.connection
        table.accepted(connection, at: 0)
        for second in 1...15 {
            #expect(table.join(first, on: connection))
            table.leave(first, hadSession: false, at: second)
            #expect(table.overdue(at: second).isEmpty)
        }
        #expect(table.overdue(at: 16) == [connection])
    }

    @Test func whoWasRefusedMaySendNoMoreThanBefore() throws {
        let pair = try Pair()
        let connection = try pair.connection
        table.accepted(connection, at: 0)
        #expect(table.join(first, on: connection))
        table.leave(first, hadSession: false, at: 1)
        #expect(table.overdue(at: 2, received: 1_000_000) == [connection])
    }

    @Test func whoHadASessionHasTimeToHearOfItsEndWhateverItHasSent() throws {
        let pair = try Pair()
        let connection = try pair.connection
        table.accepted(connection, at: 0)
        #expect(table.join(first, on: connection))
        table.leave(first, hadSession: true, at: 100)
        // It says hello again, without effect.
        #expect(table.join(first, on: connection))
        table.leave(first, hadSession: false, at: 110)
        #expect(table.overdue(at: 115, received: 1_000_000).isEmpty)
        #expect(table.overdue(at: 116, received: 1_000_000) == [connection])
    }

    /// Reports about two connections with the same descriptor are read after the second one's peer has joined.
    @Test func whoHasJoinedStaysThoughTheEndOfAnotherIsToldOfLate() throws {
        let pair = try Pair()
        let connection = try pair.connection
        #expect(table.join(second, on: connection))
        table.accepted(connection, at: 0)
        table.ended(connection)
        table.accepted(connection, at: 0)
        #expect(table.connection(of: second) == connection)
        #expect(table.overdue(at: 16, received: 1_000_000).isEmpty)
        // The end of its session is reported as such.
        table.leave(second, hadSession: true, at: 20)
        #expect(table.overdue(at: 36, received: 1_000_000) == [connection])
    }

    @Test func whoseSessionIsOverDoesNotComeBackWithItsDescriptor() throws {
        let pair = try Pair()
        let connection = try pair.connection
        #expect(table.join(second, on: connection))
        table.accepted(connection, at: 0)
        table.ended(connection)
        table.leave(second, hadSession: true, at: 1)
        table.accepted(connection, at: 1)
        #expect(table.connection(of: second) == nil)
        #expect(table.overdue(at: 17) == [connection])
    }

    @Test func ofCountlessFailuresTheFirstAreTold() throws {
        for number in 0...1500 { table.handshakeFailed("reason \(number)") }
        let refusals = table.refusals()
        #expect(refusals.prefix(1000) == (0..<1000).map { "reason \($0)" }[...])
        #expect(refusals.dropFirst(1000) == ["500 more connections failed since"])
        #expect(table.refusals().isEmpty)
    }
}
