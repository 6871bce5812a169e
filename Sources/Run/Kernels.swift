import Configuration
import Tensors

extension Kernels {
    /// The inner loops that a process uses. They give the same bits, all of them.
    package var set: KernelSet {
        switch self {
        case .native: .widest
        case .portable: .avx2
        }
    }
}
