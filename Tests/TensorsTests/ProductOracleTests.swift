import OpenBLAS
import Tensors
import Testing

/// Matrix products of each instruction set against OpenBLAS, which has its own order of additions.
@Suite struct ProductOracleTests {
    /// A product's size. Columns are computed in multiples of 16; the rest is padding, which OpenBLAS does not get.
    struct Shape: Sendable, CustomTestStringConvertible {
        let rows: Int
        let columns: Int
        let inner: Int

        var paddedColumns: Int { (columns + 15) / 16 * 16 }
        var testDescription: String { "\(rows)×\(inner) · \(inner)×\(columns)" }
    }

    /// One of everything; no multiple of a register's lanes; one more and one less than the rows and columns that are
    /// computed at once; inner dimensions for which OpenBLAS cuts its sums; and shapes of the presets' layers.
    static let shapes = [
        (1, 1, 1), (1, 7, 1000), (1, 33, 5), (2, 17, 3), (3, 1, 129), (5, 31, 2), (7, 47, 31), (11, 15, 8), (13, 65, 7),
        (14, 32, 9), (15, 63, 1), (16, 7, 256), (29, 95, 257), (37, 79, 385), (61, 97, 100), (127, 113, 1023),
        (48, 64, 32), (144, 128, 64), (32, 64, 784),
    ].map { Shape(rows: $0, columns: $1, inner: $2) }

    let blas: BLAS

    init() throws {
        blas = try BLAS.load()
    }

    /// Both results lie within γ·(|a|·|b| + |c|) of the exact one, whatever the order of their additions, for γ = n·u ÷
    /// (1 − n·u), u = 2⁻²⁴ and n roundings of an element: one for each product, one for each sum, so 2·inner + 1 where
    /// they are not fused. Source: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.1.
    @Test(arguments: shapes, [false, true])
    func productsAgreeWithinRounding(shape: Shape, isTransposed: Bool) {
        let unit = 0x1p-24
        // Ours fuse: a rounding for each term.
        let (ours, theirs) = (Double(shape.inner + 1) * unit, Double(2 * shape.inner + 1) * unit)
        let share = ours / (1 - ours) + theirs / (1 - theirs)
        let product = Product(
            rows: shape.rows, columns: shape.paddedColumns, inner: shape.inner, isTransposed: isTransposed)
        let sizes = (0..<shape.rows).map { row in
            (0..<shape.columns).map { column in
                (0..<shape.inner).reduce(0) {
                    $0 + Double(product.left(row, $1).magnitude) * Double(product.b[$1, column].magnitude)
                }
            }
        }
        compare(shape, product) { ours, theirs, row, column, before in
            abs(Double(ours) - Double(theirs)) <= share * (sizes[row][column] + Double(before.magnitude))
        }
    }

    /// Whole numbers of which no sum reaches 2²⁴ are exact in any order: not one bit may differ.
    @Test(arguments: shapes, [false, true])
    func wholeNumbersAgreeExactly(shape: Shape, isTransposed: Bool) {
        let product = Product(
            rows: shape.rows, columns: shape.paddedColumns, inner: shape.inner, isTransposed: isTransposed)
        for matrix in [product.a, product.b] { roundToWhole(matrix) }
        compare(shape, product, prepare: roundToWhole) { ours, theirs, _, _, _ in ours == theirs }
    }

    @Test func aMissingLibraryNamesItsPackage() {
        let problem = #expect(throws: BLASError.self) { try BLAS.load(["libno-such-blas.so.0", "libno-such-blas.so"]) }
        let text = problem.map { "\($0)" } ?? ""
        #expect(text.contains("libno-such-blas.so.0") && text.contains("apt-get install libopenblas-dev"), "\(text)")
    }

    @Test func anotherLibraryIsRefused() {
        let problem = #expect(throws: BLASError.self) { try BLAS.load(["libm.so.6"]) }
        guard case .unsuitable("libm.so.6", let reason) = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(reason.contains("openblas_set_num_threads"), "\(reason)")
    }

    /// Multiplies by each instruction set, from panels and from rows, in place of c and added to it, and by OpenBLAS;
    /// asks `agrees` about each element: ours, OpenBLAS', its row and column, and what was there before (0 if nothing
    /// counts).
    private func compare(
        _ shape: Shape, _ product: Product, prepare: (Matrix) -> Void = { _ in },
        agrees: (Float, Float, Int, Int, Float) -> Bool
    ) {
        func target() -> Matrix {
            let matrix = Matrix(
                rows: shape.rows, columns: shape.paddedColumns, stride: shape.paddedColumns + 16, index: 3)
            prepare(matrix)
            return matrix
        }
        let before = target()
        for adding in [false, true] {
            let theirs = target()
            blas.multiply(
                rows: shape.rows, columns: shape.columns, inner: shape.inner, product.a.storage.pointer,
                aStride: product.a.stride, isTransposed: product.isTransposed, product.b.storage.pointer,
                bStride: product.b.stride, into: theirs.storage.pointer, cStride: theirs.stride, adding: adding)
            for instructions in [InstructionSet.avx2] + [InstructionSet.avx512].compactMap(\.self) {
                for inPanels in [false, true] {
                    let ours = target()
                    product.compute(instructions, into: ours, adding: adding, inPanels: inPanels)
                    let wrong = (0..<shape.rows * shape.columns).first { index in
                        let (row, column) = index.quotientAndRemainder(dividingBy: shape.columns)
                        return !agrees(
                            ours[row, column], theirs[row, column], row, column, adding ? before[row, column] : 0)
                    }.map { index in
                        let (row, column) = index.quotientAndRemainder(dividingBy: shape.columns)
                        return "\(row), \(column): \(ours[row, column]), OpenBLAS \(theirs[row, column])"
                    }
                    #expect(wrong == nil, "\(instructions.name), adding: \(adding), in panels: \(inPanels)")
                }
            }
        }
    }

    /// Makes of numbers from −1 to 1 whole ones from −64 to 64: no sum of 1023 products, and one more, reaches 2²⁴.
    private func roundToWhole(_ matrix: Matrix) {
        for element in 0..<matrix.storage.count {
            matrix.storage.pointer[element] = (matrix.storage.pointer[element] * 64).rounded()
        }
    }
}
