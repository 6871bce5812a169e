import Tensors

/// A layer that can be executed, with its own buffers. All its memory is allocated in its initializer, and none in its
/// passes.
///
/// The result of a call depends on its arguments and, for a backward pass, on the last forward pass, but never on
/// earlier calls.
protocol Layer: AnyObject {
    /// Computes the layer's output for `pass.samples` samples. The returned memory stays valid until the next forward
    /// pass, or until the backward pass of the following layer, which may overwrite it.
    func forward(_ input: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float>

    /// Writes the gradient of the layer's parameters to `pass.gradient`. Returns ∂loss/∂input; may return nil if no
    /// layer before this one needs it. `outputGradient` is ∂loss/∂output of the last forward pass; the layer may
    /// overwrite this memory.
    func backward(_ outputGradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>?
}

/// What a forward pass needs, besides the input.
struct ForwardPass {
    let samples: Int
    let weights: PreparedWeights
    /// True for a pass of training, with statistics of the micro-batch and dropout; false for a pass of inference, with
    /// running statistics and without dropout.
    let isTraining: Bool
    /// What the dropout masks of the micro-batch depend on; nil for no dropout.
    let dropout: DropoutKey?
}

/// What a backward pass needs, besides the gradient of the output.
struct BackwardPass {
    let samples: Int
    let weights: PreparedWeights
    /// The flat gradient vector, to which each layer writes the gradients of its parameters.
    let gradient: UnsafeMutablePointer<Float>
}

/// Sixteen channels of a pixel: two registers of AVX2, one of AVX-512. A pixel is a row of such groups.
typealias ChannelGroup = SIMD16<Float>

/// How a feature map lies in memory: sample by sample, row by row, pixel by pixel, channels last.
///
/// Pixels start at multiples of 64 bytes and the floats after the last channel are zero, so that layers compute whole
/// groups of channels. Only the input images of a network are packed without gaps, if its first layer is a convolution
/// or flatten.
struct FeatureMap {
    let shape: ImageShape
    /// The distance in floats from one pixel to the next: the number of channels, rounded up to a multiple of sixteen
    /// unless the map is packed.
    let pixelStride: Int

    init(_ shape: ImageShape, packed: Bool = false) {
        self.shape = shape
        pixelStride = packed ? shape.channels : roundedUp(shape.channels, to: ChannelGroup.scalarCount)
    }

    var height: Int { shape.height }
    var width: Int { shape.width }
    var channels: Int { shape.channels }
    /// The number of pixels of one sample: height · width.
    var pixels: Int { shape.height * shape.width }
    var rowStride: Int { shape.width * pixelStride }
    var sampleStride: Int { pixels * pixelStride }
    /// Whether no padding follows the last channel.
    var isPacked: Bool { pixelStride == shape.channels }
    /// The number of channel groups, of sixteen channels each, that one pixel takes.
    var groups: Int { pixelStride / ChannelGroup.scalarCount }

    /// Calls `body` for all values of `pixels` pixels, in blocks of 32 pixels, and within a block in groups of sixteen
    /// channels. The last block may have fewer pixels. `body` gets the group's first channel, the offset of that
    /// channel in the block's first pixel, the number of pixels in the block, and the distance in floats from one pixel
    /// to the next.
    ///
    /// Layers use this order for sums over pixels. They add the values of a block in float32, and the sums of the
    /// blocks in double precision.
    @inline(__always)
    func forEachBlock(pixels: Int, _ body: (_ channel: Int, _ offset: Int, _ count: Int, _ pixelStride: Int) -> Void) {
        let pixelStride = pixelStride
        var start = 0
        while start < pixels {
            let count = min(32, pixels - start)
            var channel = 0
            while channel < pixelStride {
                body(channel, start * pixelStride + channel, count, pixelStride)
                channel += ChannelGroup.scalarCount
            }
            start += 32
        }
    }

    /// Allocates memory for the values of `samples` samples, all zero.
    func storage(samples: Int) -> FloatStorage {
        FloatStorage(count: samples * sampleStride)
    }
}

extension UnsafePointer<Float> {
    /// The sixteen floats that begin at `offset`. Their address must be a multiple of 64 bytes.
    @inline(__always)
    func group(at offset: Int) -> ChannelGroup {
        UnsafeRawPointer(self + offset).load(as: ChannelGroup.self)
    }
}

extension UnsafeMutablePointer<Float> {
    /// The sixteen floats that begin at `offset`. Their address must be a multiple of 64 bytes.
    @inline(__always)
    func group(at offset: Int) -> ChannelGroup {
        UnsafeRawPointer(self + offset).load(as: ChannelGroup.self)
    }

    /// Writes sixteen floats that begin at `offset`. Their address must be a multiple of 64 bytes.
    @inline(__always)
    func store(_ group: ChannelGroup, _ offset: Int) {
        UnsafeMutableRawPointer(self + offset).storeBytes(of: group, as: ChannelGroup.self)
    }
}
