import CKernels

/// The functions of `CKernels` for one set of vector instructions. All sets give the same bits.
public struct InstructionSet: Sendable {
    nonisolated(unsafe) private let functions: UnsafePointer<CKFunctions>

    /// AVX2 and FMA, which every x86-64-v3 processor has.
    public static let avx2 = InstructionSet(functions: CKFunctionsAVX2)
    /// AVX-512; nil on a processor without it.
    public static let avx512 = CKHasAVX512() ? InstructionSet(functions: CKFunctionsAVX512) : nil
    /// The set with the widest instructions that this processor has.
    public static let widest = avx512 ?? avx2

    /// The name of the instruction set: `AVX2` or `AVX-512`.
    public var name: String { String(cString: functions.pointee.name) }

    /// c = a·b, or c + a·b if `adding` is true. Each element of c is computed by one chain of fused multiply-adds over
    /// the inner dimension, in order.
    ///
    /// - Parameters:
    ///   - rows: the number of rows of a and c.
    ///   - columns: the number of columns of b and c, a multiple of 16.
    ///   - inner: the number of columns of a, and of rows of b.
    ///   - c: starts at a multiple of 64 bytes. Its rows lie `rowStride` floats apart, a multiple of 16.
    @inline(__always)
    public func multiply(
        rows: Int, columns: Int, inner: Int, _ a: LeftFactor, _ b: RightFactor, into c: UnsafeMutablePointer<Float>,
        rowStride: Int, adding: Bool = false
    ) {
        precondition(columns.isMultiple(of: 16) && rowStride.isMultiple(of: 16), "\(columns) columns")
        functions.pointee.multiply(
            rows, columns, inner, a.pointer, a.rowStride, a.innerStride, b.pointer, b.panelStride, b.rowStride, c,
            rowStride, adding)
    }

    /// Writes the bits of a dropout mask, see `CKKeepBits`.
    func keepBits(
        counter: (UInt32, UInt32, UInt32, UInt32), key: SIMD2<UInt32>, _ threshold: UInt32, count: Int,
        into bits: UnsafeMutablePointer<UInt32>
    ) {
        withUnsafeBytes(of: counter) { counter in
            withUnsafeBytes(of: key) { key in
                functions.pointee.keepBits(
                    counter.assumingMemoryBound(to: UInt32.self).baseAddress!,
                    key.assumingMemoryBound(to: UInt32.self).baseAddress!, threshold, count, bits)
            }
        }
    }

    /// Computes target = source · scale where a bit is 1, and 0 elsewhere; see `CKDrop`.
    public func drop(
        _ source: UnsafePointer<Float>, _ bits: UnsafePointer<UInt32>, scale: Float, pixels: Int, channels: Int,
        stride: Int, into target: UnsafeMutablePointer<Float>
    ) {
        functions.pointee.drop(source, bits, scale, pixels, channels, stride, target)
    }

    /// Computes the forward pass of batch normalization, 2×2 pooling and dropout for one sample, see
    /// `CKPoolingForward`.
    public var poolingForward: CKPoolingForward { functions.pointee.poolingForward }
    /// Computes the sums of gradients that the backward pass of batch normalization needs, see `CKPoolingSums`.
    public var poolingSums: CKPoolingSums { functions.pointee.poolingSums }
    /// Computes the backward pass of batch normalization, 2×2 pooling and dropout for one sample, see
    /// `CKPoolingBackward`.
    public var poolingBackward: CKPoolingBackward { functions.pointee.poolingBackward }

    /// Writes the transpose of a matrix of `rows` rows and `columns` columns. The rows of the matrix lie `stride`
    /// floats apart, and the rows of the transpose lie `targetStride` floats apart.
    public func transpose(
        rows: Int, columns: Int, _ source: UnsafePointer<Float>, stride: Int,
        into target: UnsafeMutablePointer<Float>, stride targetStride: Int
    ) {
        functions.pointee.transpose(rows, columns, source, stride, target, targetStride)
    }

    /// Computes the gradient of a convolution's kernel from one row of outputs, see `CKTapGradients`.
    public var tapGradients: CKTapGradients { functions.pointee.tapGradients }

    /// The transforms of Winograd's convolution F(m×m, 3×3), where m is `outputs`, from 2 to 4.
    public func winograd(outputs: Int) -> CKWinograd {
        switch outputs {
        case 2: functions.pointee.winograd.0
        case 3: functions.pointee.winograd.1
        case 4: functions.pointee.winograd.2
        default: preconditionFailure("F(\(outputs)×\(outputs), 3×3)")
        }
    }
}

/// The left factor of a matrix product: where its elements lie in memory.
public struct LeftFactor {
    let pointer: UnsafePointer<Float>
    let rowStride: Int
    let innerStride: Int

    /// A matrix whose row m begins at `pointer + m · stride`.
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

/// The right factor of a matrix product: where its elements lie in memory, as a whole matrix or cut into panels of 32
/// columns. Each row, or each row of a panel, starts at a multiple of 64 bytes.
public struct RightFactor {
    let pointer: UnsafePointer<Float>
    let panelStride: Int
    let rowStride: Int

    /// The number of columns in each panel that a matrix is cut into.
    public static let panelWidth = 32

    /// A matrix whose row k begins at `pointer + k · stride`.
    @inline(__always)
    public static func rows(_ pointer: UnsafePointer<Float>, stride: Int) -> RightFactor {
        RightFactor(pointer: pointer, panelStride: panelWidth, rowStride: stride)
    }

    /// A matrix with `inner` rows, cut into panels of 32 columns. The rows of a panel follow each other without gaps,
    /// and so do the panels. The last panel is padded to 32 columns.
    @inline(__always)
    public static func panels(_ pointer: UnsafePointer<Float>, inner: Int) -> RightFactor {
        RightFactor(pointer: pointer, panelStride: panelWidth * inner, rowStride: panelWidth)
    }
}
