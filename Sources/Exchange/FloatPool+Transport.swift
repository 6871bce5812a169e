import Tensors
import Training
import Transport

extension FloatPool {
    /// A pool that takes its storages from `memory`, which other processes can read. If `memory` is nil or has no room,
    /// the pool takes them from this process's own memory.
    package convenience init(in memory: SharedMemory?) {
        self.init { count in
            memory?.take(count: count * MemoryLayout<Float>.stride).map { FloatStorage(in: $0.bytes, of: $0) }
        }
    }
}

extension SharedBytes {
    /// A frame of the floats of a slice, in the slice's own memory. They are little-endian, as on every machine that
    /// Chorus runs on. The floats must not change while this object lives.
    package convenience init(referring slice: FloatSlice) {
        self.init(
            referring: UnsafeRawBufferPointer(start: slice.pointer, count: slice.count * MemoryLayout<Float>.stride),
            of: slice.storage)
    }
}
