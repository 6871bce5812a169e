import Tensors

/// Copies a matrix whose rows lie so many floats apart.
func copyRows(
    _ source: UnsafePointer<Float>, stride sourceStride: Int, to target: UnsafeMutablePointer<Float>,
    stride targetStride: Int, rows: Int, columns: Int
) {
    for row in 0..<rows {
        (target + row * targetStride).update(from: source + row * sourceStride, count: columns)
    }
}

/// Writes the transpose of a matrix (rows, columns).
func transpose(
    _ source: UnsafePointer<Float>, stride sourceStride: Int, to target: UnsafeMutablePointer<Float>,
    stride targetStride: Int, rows: Int, columns: Int
) {
    // A few rows at a time, so that the lines that are written stay in the cache until they are full.
    for first in stride(from: 0, to: rows, by: Lanes.scalarCount) {
        let last = min(first + Lanes.scalarCount, rows)
        for column in 0..<columns {
            for row in first..<last {
                target[column * targetStride + row] = source[row * sourceStride + column]
            }
        }
    }
}
