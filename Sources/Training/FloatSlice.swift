import Tensors

/// Some floats of a storage, which lives as long as any slice of it does.
package struct FloatSlice {
    package let storage: FloatStorage
    package let range: Range<Int>

    /// The floats of this range; all if not given.
    package init(_ storage: FloatStorage, _ range: Range<Int>? = nil) {
        self.storage = storage
        self.range = range ?? 0..<storage.count
    }

    /// How many floats there are.
    package var count: Int { range.count }
    /// The first of them.
    package var pointer: UnsafeMutablePointer<Float> { storage.pointer + range.lowerBound }
}
