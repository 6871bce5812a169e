import Networks
import OpenBLAS
import Tensors

/// Random matrices to multiply, and memory for the products. Memory is used as in training: Winograd's algorithm
/// computes one block of tiles after another. The products of one block have separate operands and results, and the
/// next block uses the same memory again.
struct ProductOperands {
    private let rows: Int
    private let columns: Int
    private let inner: Int
    private let count: Int
    private let countPerBlock: Int
    /// Whether the product is the gradient of a layer's kernel (its weights). Then left matrices are stored transposed,
    /// right matrices are stored row by row and not as panels, and each block adds its products to those of the block
    /// before.
    private let isKernelGradient: Bool
    /// The number of columns of the right matrices, rounded up to whole panels. A panel is a strip of 32 columns;
    /// Chorus' kernels store right matrices as panels.
    private let panelColumns: Int
    private let a: FloatStorage
    private let b: FloatStorage
    private let c: FloatStorage

    /// The operands of one product: `rows`×`inner` times `inner`×`columns`.
    init(rows: Int, columns: Int, inner: Int) {
        self.init(rows: rows, columns: columns, inner: inner, count: 1, countPerBlock: 1, isKernelGradient: false)
    }

    /// The operands of all products of a layer.
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

    /// The number of floating-point operations that all products take together.
    var operations: Double { 2 * Double(rows * columns) * Double(inner * count) }

    /// Multiplies with Chorus' kernels, for which the number of columns must be a multiple of 16. Right matrices are
    /// stored as panels, but row by row if the product is the gradient of a layer's kernel.
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

    /// Multiplies with OpenBLAS. All right matrices are stored row by row.
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
