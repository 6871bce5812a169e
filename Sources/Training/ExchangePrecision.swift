import Tensors

/// How gradients travel, and are rounded wherever they are added. It decides the bits of a run.
public enum ExchangePrecision: String, Codable, CaseIterable, Sendable {
    /// As they are.
    case fp32
    /// As bfloat16: half of the bytes.
    case bf16

    /// Rounds what a node of the reduction tree holds: whoever makes a node does so, sent or not.
    package func round(_ node: FloatSlice) {
        if self == .bf16 { BFloat16.round(node.pointer, count: node.count) }
    }
}
