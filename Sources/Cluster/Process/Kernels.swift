import Configuration
import Glibc
import Tensors

extension Kernels {
    private static let variable = "OPENBLAS_CORETYPE"
    /// Set in a process that was started again, so that it is not once more.
    private static let marker = "CHORUS_STARTED_AGAIN"
    private static let portableCore = "Haswell"

    /// Sees to it that this process's BLAS uses these kernels. It chooses them when the process starts: so where it has
    /// others, the process starts itself again, with the same arguments.
    ///
    /// - Throws: ``RunError/unsuitable(reason:)`` if that does not help.
    public func require() throws(RunError) {
        guard self == .portable, LinearAlgebra.coreName != Kernels.portableCore else { return }
        guard getenv(Kernels.marker) == nil else {
            throw .unsuitable(reason: "portable kernels need a processor with AVX2 and FMA (x86-64-v3)")
        }
        setenv(Kernels.marker, "1", 1)
        setenv(Kernels.variable, Kernels.portableCore, 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        throw .unsuitable(
            reason: "portable kernels: the program cannot start itself again: \(String(cString: strerror(errno)))")
    }

    /// The same for a name that came with a message.
    static func require(_ name: String) throws(RunError) {
        guard let kernels = Kernels(rawValue: name) else {
            throw .unsuitable(reason: "the coordinator asks for kernels '\(name)', which are not known here")
        }
        try kernels.require()
    }
}
