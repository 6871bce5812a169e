import Tensors
import Testing

/// A matrix in aligned memory with room after each row.
private struct Matrix {
    let rows: Int
    let columns: Int
    let leading: Int
    let storage: FloatStorage

    /// Numbers of a random stream, in the padding too, which a product must neither read into its sums nor change.
    init(rows: Int, columns: Int, padding: Int, index: Int) {
        self.rows = rows
        self.columns = columns
        leading = columns + padding
        storage = FloatStorage(count: rows * leading)
        let stream = RandomStream(seed: 11, purpose: .fingerprint, index: index)
        for element in 0..<storage.count {
            storage.pointer[element] = stream.uniform(element, from: -1, to: 1)
        }
    }

    subscript(row: Int, column: Int) -> Float { storage.pointer[row * leading + column] }
    func value(_ row: Int, _ column: Int, transposed: Bool) -> Double {
        Double(transposed ? self[column, row] : self[row, column])
    }
}

@Suite struct LinearAlgebraTests {
    static let shapes = [
        (1, 1, 1), (1, 7, 5), (7, 1, 3), (3, 5, 1), (4, 4, 4), (17, 33, 9), (64, 32, 288), (13, 256, 129), (96, 50, 70),
    ]

    @Test(arguments: shapes, [0, 3])
    func multiplyIsTheTripleLoop(shape: (rows: Int, columns: Int, inner: Int), padding: Int) {
        for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
            for (alpha, beta) in [(Float(1), Float(0)), (1, 1), (-0.5, 2)] {
                check(shape, padding, transposeA, transposeB, alpha, beta)
            }
        }
    }

    private func check(
        _ shape: (rows: Int, columns: Int, inner: Int), _ padding: Int, _ transposeA: Bool, _ transposeB: Bool,
        _ alpha: Float, _ beta: Float
    ) {
        let (rows, columns, inner) = shape
        let a = Matrix(
            rows: transposeA ? inner : rows, columns: transposeA ? rows : inner, padding: padding, index: 1)
        let b = Matrix(
            rows: transposeB ? columns : inner, columns: transposeB ? inner : columns, padding: 2 * padding, index: 2)
        let c = Matrix(rows: rows, columns: columns, padding: padding, index: 3)
        let before = Matrix(rows: rows, columns: columns, padding: padding, index: 3)
        LinearAlgebra.multiply(
            rows: rows, columns: columns, inner: inner, a: a.storage.pointer, leadingA: a.leading,
            transposeA: transposeA, b: b.storage.pointer, leadingB: b.leading, transposeB: transposeB,
            into: c.storage.pointer, leadingC: c.leading, alpha: alpha, beta: beta)
        // Each sum of `inner` products of numbers below one is rounded at most `inner` + 3 times.
        let tolerance = Double(inner + 3) * Double(inner + 3) * 0x1p-24
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = 0.0
                for k in 0..<inner {
                    sum += a.value(row, k, transposed: transposeA) * b.value(k, column, transposed: transposeB)
                }
                let expected = Double(alpha) * sum + Double(beta) * Double(before[row, column])
                #expect(abs(Double(c[row, column]) - expected) <= tolerance)
            }
            for column in columns..<c.leading where row < rows {
                #expect(c.storage.pointer[row * c.leading + column] == before.storage.pointer[row * c.leading + column])
            }
        }
    }

    @Test func zeroBetaForgetsWhatWasThere() {
        let a = Matrix(rows: 5, columns: 6, padding: 0, index: 1)
        let b = Matrix(rows: 6, columns: 7, padding: 0, index: 2)
        let c = FloatStorage(count: 35)
        c.buffer.update(repeating: .nan)
        LinearAlgebra.multiply(
            rows: 5, columns: 7, inner: 6, a: a.storage.pointer, leadingA: 6, b: b.storage.pointer, leadingB: 7,
            into: c.pointer, leadingC: 7)
        #expect(c.buffer.allSatisfy { $0.isFinite })
    }

    @Test func theSameProductHasTheSameBits() {
        let a = Matrix(rows: 33, columns: 129, padding: 0, index: 1)
        let b = Matrix(rows: 129, columns: 65, padding: 0, index: 2)
        let results = (0..<3).map { _ in
            let c = FloatStorage(count: 33 * 65)
            LinearAlgebra.multiply(
                rows: 33, columns: 65, inner: 129, a: a.storage.pointer, leadingA: 129, b: b.storage.pointer,
                leadingB: 65, into: c.pointer, leadingC: 65)
            return c.buffer.map(\.bitPattern)
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }

    @Test func theCoreHasAName() {
        #expect(!LinearAlgebra.coreName.isEmpty)
    }
}
