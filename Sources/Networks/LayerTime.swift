/// How long a layer took, over all micro-batches since measuring began.
public struct LayerTime: Sendable, Hashable {
    /// The layer, for instance `conv2d_1`.
    public let layer: String
    /// Seconds in forward passes.
    public internal(set) var forward: Double
    /// Seconds in backward passes.
    public internal(set) var backward: Double
    /// Floating-point operations of both passes for a sample, as plain products and sums; 0 for a layer without kernel.
    public let operations: Double
    /// Bytes of inputs, outputs and the gradients of both, for a sample.
    public let bytes: Double
}
