import Tensors
import TestKit
import Testing

/// A matrix in aligned memory, of numbers of a random stream.
struct Matrix {
    let rows: Int
    let columns: Int
    /// Floats from one row to the next.
    let stride: Int
    let storage: FloatStorage

    init(rows: Int, columns: Int, stride: Int, index: Int) {
        self.rows = rows
        self.columns = columns
        self.stride = stride
        storage = FloatStorage(count: rows * stride)
        let stream = RandomStream(seed: 11, purpose: .fingerprint, index: index)
        for element in 0..<storage.count {
            storage.pointer[element] = stream.uniform(element, from: -1, to: 1)
        }
    }

    subscript(row: Int, column: Int) -> Float { storage.pointer[row * stride + column] }

    /// The same in panels of 32 columns, the last padded with zeros.
    var panels: FloatStorage {
        let panels = FloatStorage(count: (columns + 31) / 32 * 32 * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                panels.pointer[column / 32 * 32 * rows + row * 32 + column % 32] = self[row, column]
            }
        }
        return panels
    }
}

/// A product's operands.
struct Product {
    let a: Matrix
    let b: Matrix
    let isTransposed: Bool

    init(rows: Int, columns: Int, inner: Int, isTransposed: Bool) {
        self.isTransposed = isTransposed
        a =
            isTransposed
            ? Matrix(rows: inner, columns: rows, stride: rows + 3, index: 1)
            : Matrix(rows: rows, columns: inner, stride: inner + 3, index: 1)
        b = Matrix(rows: inner, columns: columns, stride: columns + 16, index: 2)
    }

    var rows: Int { isTransposed ? a.columns : a.rows }

    func left(_ row: Int, _ inner: Int) -> Float { isTransposed ? a[inner, row] : a[row, inner] }

    /// The product added to `c`, or in its place.
    func compute(_ instructions: InstructionSet, into c: Matrix, adding: Bool, inPanels: Bool) {
        let panels = b.panels
        instructions.multiply(
            rows: rows, columns: b.columns, inner: b.rows,
            isTransposed
                ? .transposed(a.storage.pointer, stride: a.stride) : .rows(a.storage.pointer, stride: a.stride),
            inPanels ? .panels(panels.pointer, inner: b.rows) : .rows(b.storage.pointer, stride: b.stride),
            into: c.storage.pointer, rowStride: c.stride, adding: adding)
        withExtendedLifetime(panels) {}
    }
}

@Suite struct InstructionSetTests {
    /// The instruction sets of this processor.
    static func sets(for comparison: String) -> [InstructionSet] {
        [.avx2] + [avx512Instructions(for: comparison)].compactMap(\.self)
    }

    static let shapes = [(1, 16, 1), (5, 48, 3), (12, 32, 7), (13, 16, 40), (31, 80, 9), (64, 512, 33)]

    /// Each element is one chain of fused multiply-adds in order: the bits of the plain loop on every processor.
    @Test(arguments: shapes, [false, true])
    func productsAreThePlainLoop(shape: (rows: Int, columns: Int, inner: Int), isTransposed: Bool) {
        let product = Product(
            rows: shape.rows, columns: shape.columns, inner: shape.inner, isTransposed: isTransposed)
        for (instructions, adding) in InstructionSetTests.sets(for: "products").flatMap({ [($0, false), ($0, true)] }) {
            for inPanels in [false, true] {
                let c = Matrix(rows: shape.rows, columns: shape.columns, stride: shape.columns + 16, index: 3)
                let before = c.storage.buffer.map(\.self)
                product.compute(instructions, into: c, adding: adding, inPanels: inPanels)
                for row in 0..<shape.rows {
                    for column in 0..<c.stride {
                        let old = before[row * c.stride + column]
                        var sum = column < shape.columns && !adding ? 0 : old
                        for k in 0..<shape.inner where column < shape.columns {
                            sum.addProduct(product.left(row, k), product.b[k, column])
                        }
                        #expect(c[row, column].bitPattern == sum.bitPattern, "\(instructions.name) \(row) \(column)")
                    }
                }
            }
        }
    }

    @Test(arguments: [(1, 1), (3, 40), (16, 16), (8, 24), (33, 50), (64, 32)])
    func aTransposeSwapsRowsAndColumns(shape: (rows: Int, columns: Int)) {
        for instructions in InstructionSetTests.sets(for: "transposes") {
            let source = Matrix(rows: shape.rows, columns: shape.columns, stride: shape.columns + 3, index: 1)
            let target = Matrix(rows: shape.columns, columns: shape.rows, stride: shape.rows + 5, index: 2)
            let before = target.storage.buffer.map(\.self)
            instructions.transpose(
                rows: shape.rows, columns: shape.columns, source.storage.pointer, stride: source.stride,
                into: target.storage.pointer, stride: target.stride)
            for column in 0..<shape.columns {
                for row in 0..<target.stride {
                    let expected = row < shape.rows ? source[row, column] : before[column * target.stride + row]
                    #expect(target[column, row] == expected)
                }
            }
        }
    }

    @Test func everySetHasItsName() {
        let sets = InstructionSetTests.sets(for: "names of kernel sets")
        #expect(sets.map(\.name) == ["AVX2", "AVX-512"].prefix(sets.count).map(\.self))
        #expect(InstructionSet.widest.name == sets.last?.name)
    }
}
