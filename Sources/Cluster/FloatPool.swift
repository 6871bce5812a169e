import Tensors
import Transport

/// Some floats of a storage, which lives as long as any slice of it does.
package struct FloatSlice {
    let storage: FloatStorage
    let range: Range<Int>

    /// The floats at these places; all if not given.
    package init(_ storage: FloatStorage, _ range: Range<Int>? = nil) {
        self.storage = storage
        self.range = range ?? 0..<storage.count
    }

    /// How many floats there are.
    var count: Int { range.count }
    /// The first of them.
    var pointer: UnsafeMutablePointer<Float> { storage.pointer + range.lowerBound }
}

/// Memory for what is sent: weights and gradients. What nobody refers to any more is used again, so that a step allocates
/// nothing.
package final class FloatPool {
    private let memory: SharedMemory?
    private var storages: [Int: [FloatStorage]] = [:]

    /// A pool in memory of its own, or in what is shared with those who are to read it.
    package init(in memory: SharedMemory? = nil) {
        self.memory = memory
    }

    /// A storage of `count` floats with any contents, which nobody else refers to.
    package func take(count: Int) -> FloatStorage {
        if let block = memory?.take(count: count * MemoryLayout<Float>.stride) {
            return FloatStorage(in: block.bytes, of: block)
        }
        var known = storages.removeValue(forKey: count) ?? []
        defer { storages[count] = known }
        // A plain loop: nothing but the array itself may hold what is asked about.
        for index in known.indices where isKnownUniquelyReferenced(&known[index]) { return known[index] }
        known.append(FloatStorage(count: count))
        return known[known.count - 1]
    }
}

extension SharedBytes {
    /// The memory of some floats, little-endian as they are on every machine that Chorus runs on. Nobody may write to them
    /// for as long as this lives.
    package convenience init(referring slice: FloatSlice) {
        self.init(
            referring: UnsafeRawBufferPointer(start: slice.pointer, count: slice.count * MemoryLayout<Float>.stride),
            of: slice.storage)
    }
}
