import Messages
import Testing

/// Headers that no correct sender makes must be rejected without harm.
@Suite struct DamageTests {
    @Test(arguments: GoldenTests.messages.values)
    func aHeaderCutShortAnywhereIsRefused(message: Message) {
        let bytes = Envelope(term: 1 << 63, session: 7, message: message).encoded()
        for count in 0..<bytes.count {
            #expect(throws: MessageError.self, "\(count) of \(bytes.count) bytes") {
                try decoded(Array(bytes[..<count]))
            }
        }
    }

    @Test func randomBytesDoNoHarm() {
        var random = RandomMessages(seed: 8)
        var refused = 0
        for _ in 0..<10_000 {
            let count = Int.random(in: 0...200, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if (try? decoded(bytes)) == nil { refused += 1 }
        }
        #expect(refused == 10_000)
    }

    @Test func oneChangedByteIsRefusedOrIsAnotherMessage() {
        var random = RandomMessages(seed: 9)
        var accepted = 0
        for round in 0..<10_000 {
            let envelope = random.envelope(kind: round % RandomMessages.kinds)
            var bytes = envelope.encoded()
            let position = Int.random(in: 0..<bytes.count, using: &random)
            bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            guard let arrived = try? decoded(bytes) else { continue }
            accepted += 1
            #expect(arrived != envelope)
            if case .hello(let hello) = arrived.message, hello.protocolVersion != ProtocolVersion.current { continue }
            #expect(arrived.encoded() == bytes)
        }
        // Any byte may be valid within a number or a text.
        #expect((1000..<9000).contains(accepted))
    }

    @Test func anEmptyHeaderHoldsNoMessage() {
        #expect(throws: MessageError.noMessage) { try decoded([]) }
        #expect(throws: MessageError.noMessage) { try decoded(WireWriter.bytes { $0.field(1, 5) }) }
    }

    @Test func anUnknownMessageIsRefused() {
        let bytes = WireWriter.bytes {
            $0.field(1, 5)
            $0.field(99, [1, 2, 3])
        }
        #expect(throws: MessageError.noMessage) { try decoded(bytes) }
    }

    @Test func whatFollowsAMessageIsRefused() {
        let beat = Envelope(term: 1, session: 2, message: .beat(Beat(progress: 3))).encoded()
        #expect(throws: MessageError.surplus) { try decoded(beat + beat) }
        #expect(throws: MessageError.surplus) { try decoded(beat + WireWriter.bytes { $0.field(1, 9) }) }
        #expect(throws: MessageError.surplus) { try decoded(beat + WireWriter.bytes { $0.field(77, 9) }) }
        #expect(throws: MessageError.notProtobuf) { try decoded(beat + [0]) }
    }

    @Test func aTooLongHeaderIsRefusedUnread() {
        let bytes = [UInt8](repeating: 0x0A, count: MessageLimits.headerBytes + 1)
        #expect(throws: MessageError.tooLong(bytes: bytes.count)) { try decoded(bytes) }
    }

    @Test func aNewerWorkersHelloCanBeRead() throws {
        let bytes = WireWriter.bytes {
            $0.field(3) {
                $0.field(1, 9)
                $0.field(2, Array("worker".utf8))
                $0.field(3, Array("host".utf8))
                $0.field(4, 4)
                $0.field(5, Array("Zen".utf8))
                $0.field(6, 11)
                $0.field(7, Array("what version 9 adds".utf8))
            }
        }
        let hello = Hello(
            protocolVersion: 9, workerName: "worker", host: "host", slots: 4, coreName: "Zen", processID: 11)
        #expect(try decoded(bytes) == Envelope(term: 0, session: 0, message: .hello(hello)))
    }
}
