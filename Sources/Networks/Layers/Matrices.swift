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
