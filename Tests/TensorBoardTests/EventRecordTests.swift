import Foundation
import TensorBoard
import TestKit
import Testing

@Suite struct EventRecordTests {
    private static func golden(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Goldens/\(name)", withExtension: nil))
        return Array(try Data(contentsOf: url))
    }

    /// The events of scripts/goldens/event_files.py.
    private static func records() throws -> [EventRecord] {
        let settings: [String: HyperParameter] = [
            "optimizer.learning_rate": .number(1e-4), "model": .text("fer-cnn"), "data.skip_unreadable": .flag(false),
        ]
        let image = EventRecord.image(
            "confusion", png: try golden("picture.png"), description: "of *both* classes", step: 3, time: 1004)
        return [
            .version(time: 1000), .settings(settings, begun: 1000.5, time: 1001),
            .scalar("epoch_accuracy", 0.625, step: 1, time: 1002), .scalar("epoch_loss", 1.1, step: 2, time: 1003),
            try #require(image), .success(ended: 1003.5, time: 1005), .start(step: 4, time: 1006),
        ]
    }

    /// TensorFlow's own writer gives the same bytes.
    @Test func bytesAreTensorFlows() throws {
        let golden = try EventRecordTests.golden("tensorflow.events")
        let records = try EventRecordTests.records()
        #expect(records.flatMap(\.bytes) == golden)
        let events = try FileEvent.all(of: golden)
        try #require(events.count == records.count)
        for (record, event) in zip(records, events) {
            let own = try #require(try FileEvent.all(of: record.bytes).first)
            #expect(own.tag == event.tag && own.step == event.step && own.time == event.time)
        }
    }

    /// The reader of the tests finds what TensorFlow has written.
    @Test func theReaderOfTheTests() throws {
        let golden = try EventRecordTests.golden("tensorflow.events")
        let events = try FileEvent.all(of: golden)
        #expect(events.map(\.time) == (0..<7).map { 1000 + Double($0) })
        #expect(events.map(\.version) == ["brain.Event:2"] + Array(repeating: nil, count: 6))
        #expect(events.map(\.number) == [nil, nil, 0.625, 1.1, nil, nil, nil])
        #expect(events.map(\.plugin) == ["", "hparams", "scalars", "scalars", "images", "hparams", ""])
        #expect(events.map(\.isStart) == Array(repeating: false, count: 6) + [true])
        #expect(events[4].texts == [Array("3".utf8), Array("2".utf8), try EventRecordTests.golden("picture.png")])
        #expect(try events[1].content.message(3)?.all(1).count == 3)

        #expect(try FileEvent.all(of: Array(golden.dropLast())).count == 6)
        var damaged = golden
        damaged[golden.count / 2] ^= 1
        #expect(throws: FileEvent.Damage.checksum) { try FileEvent.all(of: damaged) }
    }

    @Test func whatIsNoPicture() throws {
        let png = try EventRecordTests.golden("picture.png")
        for bytes in [[], Array(png.prefix(23)), Array(png.dropFirst()), Array("GIF89a, and much more text".utf8)] {
            #expect(EventRecord.image("confusion", png: bytes, step: 1, time: 0) == nil)
        }
    }
}
