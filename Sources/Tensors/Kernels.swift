/// Which vector instructions a run computes with. Both give the same bits, on every x86-64-v3 processor.
public enum Kernels: String, Codable, CaseIterable, Sendable {
    /// The widest that each processor has.
    case native
    /// AVX2, which all of them have.
    case portable

    /// The inner loops that a process uses.
    public var set: KernelSet {
        switch self {
        case .native: .widest
        case .portable: .avx2
        }
    }
}
