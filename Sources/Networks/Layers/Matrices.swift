import Tensors

/// Copies a matrix; the strides are the distances between rows, in floats.
func copyRows(
    _ source: UnsafePointer<Float>, stride sourceStride: Int, to target: UnsafeMutablePointer<Float>,
    stride targetStride: Int, rows: Int, columns: Int
) {
    for row in 0..<rows {
        (target + row * targetStride).update(from: source + row * sourceStride, count: columns)
    }
}
