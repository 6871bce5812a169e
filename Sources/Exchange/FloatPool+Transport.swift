import Tensors
import Training
import Transport

extension FloatPool {
    /// A pool in memory that is shared with those who are to read it; nil for memory of its own.
    package convenience init(in memory: SharedMemory?) {
        self.init { count in
            memory?.take(count: count * MemoryLayout<Float>.stride).map { FloatStorage(in: $0.bytes, of: $0) }
        }
    }
}

extension SharedBytes {
    /// The memory of some floats, little-endian as they are on every machine that Chorus runs on. Nobody may write to
    /// them for as long as this lives.
    package convenience init(referring slice: FloatSlice) {
        self.init(
            referring: UnsafeRawBufferPointer(start: slice.pointer, count: slice.count * MemoryLayout<Float>.stride),
            of: slice.storage)
    }
}
