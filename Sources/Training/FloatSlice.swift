import Tensors

/// A range of the floats of a storage. The storage lives as long as any slice of it does.
package struct FloatSlice {
    package let storage: FloatStorage
    package let range: Range<Int>

    /// The floats in this range of a storage; all floats if no range is given.
    package init(_ storage: FloatStorage, _ range: Range<Int>? = nil) {
        self.storage = storage
        self.range = range ?? 0..<storage.count
    }

    /// The number of floats in the slice.
    package var count: Int { range.count }
    /// The address of the slice's first float.
    package var pointer: UnsafeMutablePointer<Float> { storage.pointer + range.lowerBound }
}
