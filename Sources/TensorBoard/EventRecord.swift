import SwiftProtobuf

/// One event in a file for TensorBoard: a value at a step, or a fact about the file or the run.
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

    /// The event that every file begins with. It names the version of the file format.
    package static func version(time: Double) -> EventRecord {
        EventRecord(.fileVersion("brain.Event:2"), step: 0, time: time)
    }

    /// An event that says that the run continues at `step`. TensorBoard then discards the values that earlier files of
    /// the folder have for this step and later ones.
    package static func start(step: Int, time: Double) -> EventRecord {
        EventRecord(.sessionLog(.with { $0.status = .start }), step: step, time: time)
    }

    /// The event as the bytes of a file: the event's length, a checksum of the length, the event, and a checksum of the
    /// event. All numbers are little-endian.
    ///
    /// Source: TensorFlow, `RecordWriter`.
    package var bytes: [UInt8] {
        let message = EventRecord.encoded(event)
        let length = withUnsafeBytes(of: UInt64(message.count).littleEndian) { Array($0) }
        return length + EventRecord.checksum(length) + message + EventRecord.checksum(message)
    }

    /// A protobuf message as bytes. The keys of the message's maps are sorted, so that equal messages give equal bytes.
    static func encoded(_ message: some Message) -> [UInt8] {
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        // Encoding fails only if a required field has no value, and these messages have no required fields.
        return try! message.serializedBytes(options: options)
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: CRC32C.masked(bytes).littleEndian) { Array($0) }
    }
}
