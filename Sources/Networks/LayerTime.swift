/// How long a layer took in all micro-batches since measuring began, and how many operations and bytes the layer needs
/// for one sample.
public struct LayerTime: Sendable, Hashable {
    /// The name of the layer, for instance `conv2d_1`. Layers that are computed in one pass have one entry: its name is
    /// the first layer's name, `…`, and the last layer's name.
    public let layer: String
    /// The seconds that the layer's forward passes took.
    public internal(set) var forward: Double
    /// The seconds that the layer's backward passes took.
    public internal(set) var backward: Double
    /// The number of floating-point operations of the layer's forward and backward pass, for one sample.
    /// Multiplications and additions are counted separately, and a convolution as if it were computed directly. 0 for a
    /// layer without a kernel.
    public let operations: Double
    /// The number of bytes of the layer's inputs, its outputs and the gradients of both, for one sample.
    public let bytes: Double
}
