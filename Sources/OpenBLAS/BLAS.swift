import Glibc

/// OpenBLAS on one thread, loaded at run time. `chorus bench kernels` measures OpenBLAS as a yardstick, and tests
/// compare the matrix products of Chorus with those of OpenBLAS. Nothing that trains uses OpenBLAS, and the program
/// does not link it.
///
/// Source: the C interface in OpenBLAS' `cblas.h`, with 32-bit integers (`LP64`).
public struct BLAS: Sendable {
    /// The file names that the library has on Debian and other systems, in the order in which ``load(_:)`` tries them.
    public static let libraryNames = ["libopenblas.so.0", "libopenblas.so"]

    /// OpenBLAS' own description of itself, for instance `OpenBLAS 0.3.21 …`: its release, how it was built, and the
    /// type of processor whose kernels it has chosen. If OpenBLAS gives no description, the file name of the library.
    public let configuration: String
    private let sgemm: SGEMM

    /// The type of the function `cblas_sgemm`. Its parameters are order, transposition of A, transposition of B, M, N,
    /// K, alpha, A, lda, B, ldb, beta, C and ldc.
    private typealias SGEMM =
        @convention(c) @Sendable (
            Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32,
            Float, UnsafeMutablePointer<Float>, Int32
        ) -> Void

    /// Loads the first library of `names` that the system has, and sets the library to one thread. It then computes
    /// each product on the thread that calls it.
    ///
    /// - Throws: ``BLASError/notFound(reason:)`` or ``BLASError/unsuitable(library:reason:)``.
    public static func load(_ names: [String] = libraryNames) throws(BLASError) -> BLAS {
        var reasons: [String] = []
        for name in names {
            guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
                reasons.append(lastProblem())
                continue
            }
            return try BLAS(library, name: name)
        }
        throw .notFound(reason: reasons.joined(separator: "; "))
    }

    /// Looks up the functions in the library, and sets it to one thread. The library is never closed, as its
    /// functions may be called until the process ends.
    private init(_ library: UnsafeMutableRawPointer, name: String) throws(BLASError) {
        func function<Function>(_ symbol: String, as type: Function.Type) throws(BLASError) -> Function {
            guard let address = dlsym(library, symbol) else {
                throw .unsuitable(library: name, reason: BLAS.lastProblem())
            }
            return unsafeBitCast(address, to: type)
        }
        let setThreads = try function("openblas_set_num_threads", as: (@convention(c) (Int32) -> Void).self)
        let threads = try function("openblas_get_num_threads", as: (@convention(c) () -> Int32).self)
        let configuration = try function(
            "openblas_get_config", as: (@convention(c) () -> UnsafePointer<CChar>?).self)
        sgemm = try function("cblas_sgemm", as: SGEMM.self)
        setThreads(1)
        guard threads() == 1 else {
            throw .unsuitable(library: name, reason: "it computes on \(threads()) threads where 1 was asked for")
        }
        self.configuration = configuration().map { String(cString: $0) } ?? name
    }

    /// Why the last call of `dlopen` or `dlsym` failed, in the system's words.
    private static func lastProblem() -> String {
        dlerror().map { String(cString: $0) } ?? "no reason given"
    }

    /// Computes c = a·b, or c = c + a·b if `adding`. The matrices are in row-major order, and have any shape and
    /// alignment.
    ///
    /// - Parameters:
    ///   - rows: the number of rows of a and c.
    ///   - columns: the number of columns of b and c.
    ///   - inner: the number of columns of a and of rows of b.
    ///   - aStride: the floats between the starts of neighbouring rows of a, or of its transpose if `isTransposed`.
    ///   - isTransposed: whether the memory holds the transpose of a, with shape (inner, rows), instead of a.
    ///   - bStride: the floats between the starts of neighbouring rows of b.
    ///   - cStride: the floats between the starts of neighbouring rows of c.
    public func multiply(
        rows: Int, columns: Int, inner: Int, _ a: UnsafePointer<Float>, aStride: Int, isTransposed: Bool,
        _ b: UnsafePointer<Float>, bStride: Int, into c: UnsafeMutablePointer<Float>, cStride: Int, adding: Bool = false
    ) {
        let (rowMajor, plain, transposed) = (Int32(101), Int32(111), Int32(112))
        sgemm(
            rowMajor, isTransposed ? transposed : plain, plain, Int32(rows), Int32(columns), Int32(inner), 1, a,
            Int32(aStride), b, Int32(bStride), adding ? 1 : 0, c, Int32(cStride))
    }
}
