import Tensors

/// A layer that runs, with its own buffers. All memory is allocated in its initializer.
///
/// A call's result depends on its arguments and the forward pass before it, never on what ran earlier.
protocol Layer: AnyObject {
    /// Computes the layer's output for `pass.samples` samples. The result stays valid until the next forward pass, or
    /// until the backward pass of the next layer.
    func forward(_ input: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float>

    /// Writes the gradient of its parameters and returns ∂loss/∂input, nil if that is not needed. The argument is
    /// ∂loss/∂output of the last forward pass; the layer may overwrite it.
    func backward(_ outputGradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>?
}

/// The settings of a forward pass.
struct ForwardPass {
    let samples: Int
    let weights: PreparedWeights
    /// The mode: batch statistics and dropout in training, running statistics and no dropout in inference.
    let isTraining: Bool
    /// nil: no dropout.
    let dropout: DropoutKey?
}

/// The settings of a backward pass.
struct BackwardPass {
    let samples: Int
    let weights: PreparedWeights
    /// The flat gradient vector.
    let gradient: UnsafeMutablePointer<Float>
}

/// Sixteen channels of a pixel: two registers of AVX2, one of AVX-512. A pixel is a row of such groups.
typealias ChannelGroup = SIMD16<Float>

/// How a feature map lies in memory: sample by sample, row by row, pixel by pixel, channels last.
///
/// Pixels start at multiples of 64 bytes and the floats after the last channel are zero, so that layers compute whole
/// groups of channels. Only the images that go into a first convolution are packed without gaps.
struct FeatureMap {
    let shape: ImageShape
    /// Floats from one pixel to the next.
    let pixelStride: Int

    init(_ shape: ImageShape, packed: Bool = false) {
        self.shape = shape
        pixelStride = packed ? shape.channels : roundedUp(shape.channels, to: ChannelGroup.scalarCount)
    }

    var height: Int { shape.height }
    var width: Int { shape.width }
    var channels: Int { shape.channels }
    /// Pixels of one sample.
    var pixels: Int { shape.height * shape.width }
    var rowStride: Int { shape.width * pixelStride }
    var sampleStride: Int { pixels * pixelStride }
    /// Whether no padding follows the last channel.
    var isPacked: Bool { pixelStride == shape.channels }
    /// Channel groups of one pixel.
    var groups: Int { pixelStride / ChannelGroup.scalarCount }

    /// Calls `body` for all values, in blocks of 32 pixels and within a block in groups of sixteen channels. `body`
    /// gets the group's first channel, the offset of that channel in the block's first pixel, the number of pixels in
    /// the block, and the distance between pixels.
    ///
    /// Sums over pixels are added in float32 within a block and in double precision over blocks.
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

    /// Zeros for `samples` samples.
    func storage(samples: Int) -> FloatStorage {
        FloatStorage(count: samples * sampleStride)
    }
}

extension UnsafePointer<Float> {
    /// The sixteen floats from `offset`, a multiple of 16 from an aligned pointer.
    @inline(__always)
    func group(at offset: Int) -> ChannelGroup {
        UnsafeRawPointer(self + offset).load(as: ChannelGroup.self)
    }
}

extension UnsafeMutablePointer<Float> {
    /// The sixteen floats from `offset`, a multiple of 16 from an aligned pointer.
    @inline(__always)
    func group(at offset: Int) -> ChannelGroup {
        UnsafeRawPointer(self + offset).load(as: ChannelGroup.self)
    }

    /// Writes sixteen floats at `offset`, a multiple of 16 from an aligned pointer.
    @inline(__always)
    func store(_ group: ChannelGroup, _ offset: Int) {
        UnsafeMutableRawPointer(self + offset).storeBytes(of: group, as: ChannelGroup.self)
    }
}
