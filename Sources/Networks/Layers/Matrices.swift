import Tensors

/// Copies a matrix (rows, columns). In `source` its rows lie `sourceStride` floats apart, in `target` `targetStride`
/// floats.
func copyRows(
    _ source: UnsafePointer<Float>, stride sourceStride: Int, to target: UnsafeMutablePointer<Float>,
    stride targetStride: Int, rows: Int, columns: Int
) {
    for row in 0..<rows {
        (target + row * targetStride).update(from: source + row * sourceStride, count: columns)
    }
}
