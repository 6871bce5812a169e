import Networks
import OpenBLAS
import Tensors

/// Random matrices to be multiplied, and memory for their products, as in training: each product of a block has its
/// own, and the next block uses them again.
struct ProductOperands {
    private let rows: Int
    private let columns: Int
    private let inner: Int
    private let count: Int
    private let countPerBlock: Int
    /// Whether it is a kernel's gradient: left sides lie as their transposes, right sides in plain rows, and each block
    /// adds to the one before.
    private let isKernelGradient: Bool
    /// Columns of whole panels.
    private let panelColumns: Int
    private let a: FloatStorage
    private let b: FloatStorage
    private let c: FloatStorage

    /// One product.
    init(rows: Int, columns: Int, inner: Int) {
        self.init(rows: rows, columns: columns, inner: inner, count: 1, countPerBlock: 1, isKernelGradient: false)
    }

    /// All of a layer's.
    init(_ product: LayerProduct) {
        self.init(
            rows: product.rows, columns: product.columns, inner: product.inner, count: product.count,
            countPerBlock: product.countPerBlock, isKernelGradient: product.role == .kernelGradient)
    }

    private init(rows: Int, columns: Int, inner: Int, count: Int, countPerBlock: Int, isKernelGradient: Bool) {
        self.rows = rows
        self.columns = columns
        self.inner = inner
        self.count = count
        self.countPerBlock = countPerBlock
        self.isKernelGradient = isKernelGradient
        let width = RightFactor.panelWidth
        panelColumns = (columns + width - 1) / width * width
        a = FloatStorage(count: countPerBlock * rows * inner)
        b = FloatStorage(count: countPerBlock * inner * panelColumns)
        c = FloatStorage(count: countPerBlock * rows * columns)
        for (index, storage) in [a, b].enumerated() {
            RandomStream(seed: 0, purpose: .fingerprint, index: index).fill(storage.buffer, from: -1, to: 1)
        }
    }

    /// Floating-point operations of all products.
    var operations: Double { 2 * Double(rows * columns) * Double(inner * count) }

    /// Multiplies by the kernels, for which columns must come in multiples of 16. Right sides lie in panels, or in
    /// plain rows for a kernel's gradient.
    func multiply(_ instructions: InstructionSet) {
        for product in 0..<count {
            let position = product % countPerBlock
            let (left, right) = (a.pointer + position * rows * inner, b.pointer + position * inner * panelColumns)
            instructions.multiply(
                rows: rows, columns: columns, inner: inner,
                isKernelGradient ? .transposed(left, stride: rows) : .rows(left, stride: inner),
                isKernelGradient ? .rows(right, stride: panelColumns) : .panels(right, inner: inner),
                into: c.pointer + position * rows * columns, rowStride: columns,
                adding: isKernelGradient && product >= countPerBlock)
        }
    }

    /// Multiplies by OpenBLAS. Right sides lie in plain rows.
    func multiply(_ blas: BLAS) {
        for product in 0..<count {
            let position = product % countPerBlock
            blas.multiply(
                rows: rows, columns: columns, inner: inner, a.pointer + position * rows * inner,
                aStride: isKernelGradient ? rows : inner, isTransposed: isKernelGradient,
                b.pointer + position * inner * panelColumns, bStride: columns,
                into: c.pointer + position * rows * columns, cStride: columns,
                adding: isKernelGradient && product >= countPerBlock)
        }
    }
}
