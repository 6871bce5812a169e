import CKernels

/// The inner loops for one set of vector instructions. All sets give the same bits.
public struct KernelSet: Sendable {
    nonisolated(unsafe) private let kernels: UnsafePointer<CKKernels>

    /// For AVX2 and FMA, which every x86-64-v3 processor has.
    public static let avx2 = KernelSet(kernels: CKKernelsAVX2)
    /// For AVX-512; nil on a processor without it.
    public static let avx512 = CKHasAVX512() ? KernelSet(kernels: CKKernelsAVX512) : nil
    /// For the widest instructions of this processor.
    public static let widest = avx512 ?? avx2

    /// The instructions: `AVX2` or `AVX-512`.
    public var name: String { String(cString: kernels.pointee.name) }

    /// c = a·b, or c + a·b: each element is one chain of fused multiply-adds over the inner dimension, in order.
    ///
    /// - Parameters:
    ///   - rows: of a and c.
    ///   - columns: of b and c, a multiple of 16.
    ///   - inner: columns of a, rows of b.
    ///   - c: 64-byte aligned, with rows `rowStride` floats apart, a multiple of 16.
    @inline(__always)
    public func multiply(
        rows: Int, columns: Int, inner: Int, _ a: LeftFactor, _ b: RightFactor, into c: UnsafeMutablePointer<Float>,
        rowStride: Int, adding: Bool = false
    ) {
        precondition(columns.isMultiple(of: 16) && rowStride.isMultiple(of: 16), "\(columns) columns")
        kernels.pointee.multiply(
            rows, columns, inner, a.pointer, a.rowStride, a.innerStride, b.pointer, b.panelStride, b.rowStride, c,
            rowStride, adding)
    }

    /// The bits of a dropout mask: see `CKKeepBits`.
    func keepBits(
        counter: (UInt32, UInt32, UInt32, UInt32), key: SIMD2<UInt32>, _ threshold: UInt32, count: Int,
        into bits: UnsafeMutablePointer<UInt32>
    ) {
        withUnsafeBytes(of: counter) { counter in
            withUnsafeBytes(of: key) { key in
                kernels.pointee.keepBits(
                    counter.assumingMemoryBound(to: UInt32.self).baseAddress!,
                    key.assumingMemoryBound(to: UInt32.self).baseAddress!, threshold, count, bits)
            }
        }
    }

    /// target = source · scale where a bit is 1, else 0: see `CKDrop`.
    public func drop(
        _ source: UnsafePointer<Float>, _ bits: UnsafePointer<UInt32>, scale: Float, pixels: Int, channels: Int,
        stride: Int, into target: UnsafeMutablePointer<Float>
    ) {
        kernels.pointee.drop(source, bits, scale, pixels, channels, stride, target)
    }

    /// See `CKPoolForward`.
    public var poolForward: CKPoolForward { kernels.pointee.poolForward }
    /// See `CKPoolSums`.
    public var poolSums: CKPoolSums { kernels.pointee.poolSums }
    /// See `CKPoolBackward`.
    public var poolBackward: CKPoolBackward { kernels.pointee.poolBackward }

    /// Writes the transpose of a matrix (rows, columns), whose rows lie `stride` floats apart.
    public func transpose(
        rows: Int, columns: Int, _ source: UnsafePointer<Float>, stride: Int,
        into target: UnsafeMutablePointer<Float>, stride targetStride: Int
    ) {
        kernels.pointee.transpose(rows, columns, source, stride, target, targetStride)
    }

    /// See `CKTapGradients`.
    public var tapGradients: CKTapGradients { kernels.pointee.tapGradients }

    /// The transforms of Winograd's convolution F(m×m, 3×3), where m is `outputs`, from 2 to 4.
    public func winograd(outputs: Int) -> CKWinograd {
        switch outputs {
        case 2: kernels.pointee.winograd.0
        case 3: kernels.pointee.winograd.1
        case 4: kernels.pointee.winograd.2
        default: preconditionFailure("F(\(outputs)×\(outputs), 3×3)")
        }
    }
}

/// The left side of a product.
public struct LeftFactor {
    let pointer: UnsafePointer<Float>
    let rowStride: Int
    let innerStride: Int

    /// A matrix of which row m begins at `pointer + m · stride`.
    @inline(__always)
    public static func rows(_ pointer: UnsafePointer<Float>, stride: Int) -> LeftFactor {
        LeftFactor(pointer: pointer, rowStride: stride, innerStride: 1)
    }

    /// The transpose of a matrix whose row k begins at `pointer + k · stride`.
    @inline(__always)
    public static func transposed(_ pointer: UnsafePointer<Float>, stride: Int) -> LeftFactor {
        LeftFactor(pointer: pointer, rowStride: 1, innerStride: stride)
    }
}

/// The right side of a product: 64-byte aligned, its rows too.
public struct RightFactor {
    let pointer: UnsafePointer<Float>
    let panelStride: Int
    let rowStride: Int

    /// Columns of a panel.
    public static let panelWidth = 32

    /// A matrix of which row k begins at `pointer + k · stride`.
    @inline(__always)
    public static func rows(_ pointer: UnsafePointer<Float>, stride: Int) -> RightFactor {
        RightFactor(pointer: pointer, panelStride: panelWidth, rowStride: stride)
    }

    /// A matrix cut into panels of 32 columns, each of which lies row by row without a gap; the last is padded.
    @inline(__always)
    public static func panels(_ pointer: UnsafePointer<Float>, inner: Int) -> RightFactor {
        RightFactor(pointer: pointer, panelStride: panelWidth * inner, rowStride: panelWidth)
    }
}
