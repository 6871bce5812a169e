import Networks
import OpenBLAS
import Tensors

/// Random matrices to be multiplied, one after the other as in training, and memory for their products.
struct ProductOperands {
    private let rows: Int
    private let columns: Int
    private let inner: Int
    private let count: Int
    /// Whether left sides lie as their transposes, and right sides in plain rows, as for a kernel's gradient.
    private let isTransposed: Bool
    /// Columns of whole panels.
    private let panelColumns: Int
    private let a: FloatStorage
    private let b: FloatStorage
    private let c: FloatStorage

    init(rows: Int, columns: Int, inner: Int, count: Int = 1, isTransposed: Bool = false) {
        self.rows = rows
        self.columns = columns
        self.inner = inner
        self.count = count
        self.isTransposed = isTransposed
        let width = RightFactor.panelWidth
        panelColumns = (columns + width - 1) / width * width
        a = FloatStorage(count: count * rows * inner)
        b = FloatStorage(count: count * inner * panelColumns)
        c = FloatStorage(count: count * rows * columns)
        for (index, storage) in [a, b].enumerated() {
            RandomStream(seed: 0, purpose: .fingerprint, index: index).fill(storage.buffer, from: -1, to: 1)
        }
    }

    init(_ product: LayerProduct) {
        self.init(
            rows: product.rows, columns: product.columns, inner: product.inner, count: product.count,
            isTransposed: product.role == .kernelGradient)
    }

    /// Floating-point operations of all products.
    var operations: Double { 2 * Double(rows * columns) * Double(inner * count) }

    /// Multiplies by the kernels, for which columns must come in multiples of 16. Right sides lie in panels, or in plain
    /// rows for a kernel's gradient.
    func multiply(_ kernels: KernelSet) {
        for place in 0..<count {
            let (left, right) = (a.pointer + place * rows * inner, b.pointer + place * inner * panelColumns)
            kernels.multiply(
                rows: rows, columns: columns, inner: inner,
                isTransposed ? .transposed(left, stride: rows) : .rows(left, stride: inner),
                isTransposed ? .rows(right, stride: panelColumns) : .panels(right, inner: inner),
                into: c.pointer + place * rows * columns, rowStride: columns)
        }
    }

    /// Multiplies by OpenBLAS. Right sides lie in plain rows.
    func multiply(_ blas: BLAS) {
        for place in 0..<count {
            blas.multiply(
                rows: rows, columns: columns, inner: inner, a.pointer + place * rows * inner,
                aStride: isTransposed ? rows : inner, isTransposed: isTransposed,
                b.pointer + place * inner * panelColumns, bStride: columns,
                into: c.pointer + place * rows * columns, cStride: columns)
        }
    }
}
