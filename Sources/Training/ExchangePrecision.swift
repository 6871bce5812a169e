import Tensors

/// The precision in which gradients are sent, and to which every process rounds gradients and their sums. So it decides
/// the bits of a run.
public enum ExchangePrecision: String, Codable, CaseIterable, Sendable {
    /// 32-bit floats.
    case fp32
    /// bfloat16: 16 bits, half of the bytes of `fp32`.
    case bf16

    /// Rounds, in place, the floats of a node of the reduction tree, which are a sum of gradients. Every process rounds
    /// each node that it computes, even if it does not send the node. So the sums do not depend on which process adds
    /// them.
    package func round(_ node: FloatSlice) {
        if self == .bf16 { BFloat16.round(node.pointer, count: node.count) }
    }
}
