import Tensors
import Training
import Transport

/// How gradients are written to the frames of messages, and read from them.
extension ExchangePrecision {
    /// The number of bytes of one gradient value in a frame.
    package var bytesPerValue: Int {
        switch self {
        case .fp32: 4
        case .bf16: 2
        }
    }

    /// The frame that holds the values of a node, a sum of gradients, in this precision. For fp32 the frame refers to
    /// the node's own memory. For bf16 the values are packed into memory from the pool, and take half as many bytes.
    package func frame(of node: FloatSlice, pool: FloatPool) -> SharedBytes {
        switch self {
        case .fp32:
            return SharedBytes(referring: node)
        case .bf16:
            let storage = pool.take(count: (node.count + 1) / 2)
            let halves = UnsafeMutableRawBufferPointer(start: storage.pointer, count: 2 * node.count)
            BFloat16.pack(node.pointer, to: halves.bindMemory(to: UInt16.self).baseAddress!, count: node.count)
            return SharedBytes(referring: UnsafeRawBufferPointer(halves), of: storage)
        }
    }

    /// The node, a sum of gradients, whose values a frame holds in this precision. For fp32 the node uses the frame's
    /// own memory, unless that is not aligned for floats. For bf16 the values are unpacked into memory from the pool.
    package func node(of frame: ReceivedBytes, pool: FloatPool) -> FloatSlice {
        switch self {
        case .fp32:
            return FloatSlice(frame.floats)
        case .bf16:
            let storage = pool.take(count: frame.count / 2)
            frame.withUnsafeBytes { BFloat16.unpack($0.baseAddress!, to: storage.pointer, count: storage.count) }
            return FloatSlice(storage)
        }
    }

    /// Whether every value of a frame is finite.
    package func isFinite(_ frame: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .fp32: VectorKernels.allFinite(frame)
        case .bf16: BFloat16.allFinite(frame)
        }
    }
}
