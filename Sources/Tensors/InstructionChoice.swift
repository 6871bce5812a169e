/// Which vector instructions a run computes with: the setting `cluster.kernels`. Both choices give the same bits.
public enum InstructionChoice: String, Codable, CaseIterable, Sendable {
    /// The widest instructions of each processor.
    case native
    /// AVX2, which every x86-64-v3 processor has.
    case portable

    /// The instruction set that this process uses.
    public var set: InstructionSet {
        switch self {
        case .native: .widest
        case .portable: .avx2
        }
    }
}
