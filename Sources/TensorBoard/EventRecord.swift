import SwiftProtobuf

/// An event of a file for TensorBoard: a value of one step, or something about the file.
package struct EventRecord {
    private let event: WireEvent

    /// An event at a step. `time` is in seconds since 1970.
    init(_ content: WireEvent.OneOf_What, step: Int, time: Double) {
        event = .with {
            $0.what = content
            $0.step = Int64(step)
            $0.wallTime = time
        }
    }

    /// The first record of each file.
    package static func version(time: Double) -> EventRecord {
        EventRecord(.fileVersion("brain.Event:2"), step: 0, time: time)
    }

    /// The run continues at this step: TensorBoard discards the values of this step and later ones in earlier files
    /// of the folder.
    package static func start(step: Int, time: Double) -> EventRecord {
        EventRecord(.sessionLog(.with { $0.status = .start }), step: step, time: time)
    }

    /// The bytes in a file: the event's length, a checksum of the length, the event, and its checksum, all numbers
    /// little-endian.
    ///
    /// Source: TensorFlow, `RecordWriter`.
    package var bytes: [UInt8] {
        let message = EventRecord.encoded(event)
        let length = withUnsafeBytes(of: UInt64(message.count).littleEndian) { Array($0) }
        return length + EventRecord.checksum(length) + message + EventRecord.checksum(message)
    }

    /// A message in its encoding. Keys of mappings are sorted.
    static func encoded(_ message: some Message) -> [UInt8] {
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        // The messages have no required fields, whose absence would be the only error.
        return try! message.serializedBytes(options: options)
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: CRC32C.masked(bytes).littleEndian) { Array($0) }
    }
}
