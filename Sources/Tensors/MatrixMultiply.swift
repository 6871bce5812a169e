import COpenBLAS

/// The linear-algebra library of this process.
public enum LinearAlgebra {
    /// One thread for every product: done once, before the first product, since OpenBLAS chooses its small-matrix
    /// paths by the number of threads that it is set to.
    private static let singleThreaded: Void = openblas_set_num_threads(1)

    /// The processor family whose kernels OpenBLAS uses here, for instance `SkylakeX` or `Haswell`.
    public static var coreName: String {
        singleThreaded
        return String(cString: openblas_get_corename())
    }

    /// c = alpha·op(a)·op(b) + beta·c, row-major, where op transposes if asked.
    ///
    /// Shapes: op(a) is rows × inner, op(b) inner × columns, c rows × columns. A leading dimension is the distance, in
    /// floats, between rows as they lie in memory. Operands start at 64-byte boundaries (``FloatStorage``).
    @inline(__always)
    public static func multiply(
        rows: Int, columns: Int, inner: Int,
        a: UnsafePointer<Float>, leadingA: Int, transposeA: Bool = false,
        b: UnsafePointer<Float>, leadingB: Int, transposeB: Bool = false,
        into c: UnsafeMutablePointer<Float>, leadingC: Int, alpha: Float = 1, beta: Float = 0
    ) {
        singleThreaded
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(inner), alpha, a, blasint(leadingA), b, blasint(leadingB), beta,
            c, blasint(leadingC))
    }
}
