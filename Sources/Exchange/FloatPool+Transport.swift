import Tensors
import Training
import Transport

extension FloatPool {
    /// A pool that takes its storages from memory that other processes can read. It takes them from this process's own
    /// memory if `memory` is nil or has no room.
    package convenience init(in memory: SharedMemory?) {
        self.init { count in
            memory?.take(count: count * MemoryLayout<Float>.stride).map { FloatStorage(in: $0.bytes, of: $0) }
        }
    }
}

extension SharedBytes {
    /// The memory of some floats, little-endian as they are on every machine that Chorus runs on. The floats must not
    /// change while this object lives.
    package convenience init(referring slice: FloatSlice) {
        self.init(
            referring: UnsafeRawBufferPointer(start: slice.pointer, count: slice.count * MemoryLayout<Float>.stride),
            of: slice.storage)
    }
}
