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

/// The sums of gradients that a process holds, by their place in the reduction tree. Storages that nobody refers to any
/// more are used again, so that a step allocates nothing.
package final class GradientNodes<Key: Hashable> {
    private var nodes: [Key: FloatSlice] = [:]
    private var storages: [Int: [FloatStorage]] = [:]

    /// None yet.
    package init() {}

    /// Whether no node is kept.
    var isEmpty: Bool { nodes.isEmpty }

    /// A storage of `count` floats with any contents, which nobody else refers to.
    package func take(count: Int) -> FloatStorage {
        var known = storages.removeValue(forKey: count) ?? []
        defer { storages[count] = known }
        // A plain loop: nothing but the array itself may hold what is asked about.
        for index in known.indices where isKnownUniquelyReferenced(&known[index]) { return known[index] }
        known.append(FloatStorage(count: count))
        return known[known.count - 1]
    }

    /// Keeps floats as a node.
    func store(_ slice: FloatSlice, as key: Key) {
        nodes[key] = slice
    }

    /// The floats of a node, which must be there.
    subscript(key: Key) -> FloatSlice {
        guard let slice = nodes[key] else { preconditionFailure("there is no node \(key)") }
        return slice
    }

    /// Frees a node.
    func discard(_ key: Key) {
        nodes[key] = nil
    }

    /// Makes the sum left + right, and frees both.
    func add(left: Key, right: Key, into parent: Key) {
        let sum = self[left]
        VectorKernels.add(self[right].pointer, to: sum.pointer, count: sum.count)
        nodes[left] = nil
        nodes[right] = nil
        nodes[parent] = sum
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
