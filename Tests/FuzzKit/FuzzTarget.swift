/// A reader of bytes from outside, and what must be true for any bytes.
package struct FuzzTarget: Sendable {
    /// What `scripts/fuzz` calls it.
    package let name: String
    /// The longest input that is worth trying.
    package let maximumLength: Int
    /// Small inputs to begin with; most of them are right ones.
    package let seeds: @Sendable () -> [[UInt8]]
    /// Reads the bytes. A crash, or an error, is a fault of the reader: bytes that it refuses are none.
    package let read: @Sendable (_ bytes: [UInt8]) throws -> Void

    init(
        _ name: String, maximumLength: Int, seeds: @escaping @Sendable () -> [[UInt8]],
        read: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.maximumLength = maximumLength
        self.seeds = seeds
        self.read = read
    }

    /// All of them.
    package static let all: [FuzzTarget] = [
        message, job, checkpoint, records, png, jpeg, webP, table, imageTable, configuration, model,
    ]

    /// The one of this name.
    package static func named(_ name: String) -> FuzzTarget? {
        all.first { $0.name == name }
    }
}
