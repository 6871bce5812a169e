import Tensors

/// A layer that runs, with its own buffers. All memory is allocated in its initializer.
///
/// A call's result depends on its arguments and the forward pass before it, never on what ran earlier.
protocol Layer: AnyObject {
    /// Computes the layer's output for `pass.samples` samples. The result stays valid until the next forward pass, or until
    /// the layer after it has gone back.
    func forward(_ input: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float>

    /// From ∂loss/∂output of the last forward pass, which it may overwrite, writes the gradient of its parameters and
    /// gives ∂loss/∂input; nil where it was told that nobody needs it.
    func backward(_ outputGradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>?
}

/// What layers need to know in a forward pass.
struct ForwardPass {
    let samples: Int
    let weights: PreparedWeights
    /// The mode: batch statistics and dropout in training, running statistics and no dropout in inference.
    let isTraining: Bool
    /// nil: no dropout.
    let dropout: DropoutKey?
}

/// What layers need to know in a backward pass.
struct BackwardPass {
    let samples: Int
    let weights: PreparedWeights
    /// The flat gradient vector.
    let gradient: UnsafeMutablePointer<Float>
}

/// Sixteen channels: two registers of AVX2. Feature maps are rows of these.
typealias Lanes = SIMD16<Float>

/// How a feature map lies in memory: sample by sample, row by row, pixel by pixel, channels last.
///
/// Pixels start at multiples of 64 bytes and the floats after the last channel are zero, so that kernels work on whole
/// ``Lanes``; only the images that go into a first convolution are packed without gaps.
struct FeatureMap {
    let shape: ImageShape
    /// Floats from one pixel to the next.
    let pixelStride: Int

    init(_ shape: ImageShape, packed: Bool = false) {
        self.shape = shape
        pixelStride = packed ? shape.channels : roundedUp(shape.channels, to: Lanes.scalarCount)
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
    /// ``Lanes`` of one pixel.
    var groups: Int { pixelStride / Lanes.scalarCount }

    /// Visits all values by blocks of 32 pixels, and within a block by sixteen channels: the first channel, the place of
    /// its value in the block's first pixel, the block's pixels, and the distance between them.
    ///
    /// Kernels that sum over pixels do so in float32 within a block and in double precision over blocks.
    @inline(__always)
    func forEachBlock(pixels: Int, _ body: (_ channel: Int, _ offset: Int, _ count: Int, _ pixelStride: Int) -> Void) {
        let pixelStride = pixelStride
        var start = 0
        while start < pixels {
            let count = min(32, pixels - start)
            var channel = 0
            while channel < pixelStride {
                body(channel, start * pixelStride + channel, count, pixelStride)
                channel += Lanes.scalarCount
            }
            start += 32
        }
    }

    /// Zeros for so many samples.
    func storage(samples: Int) -> FloatStorage {
        FloatStorage(count: samples * sampleStride)
    }
}

extension UnsafePointer<Float> {
    /// The sixteen floats from `offset`, a multiple of 16 from an aligned pointer.
    @inline(__always)
    func lanes(_ offset: Int) -> Lanes {
        UnsafeRawPointer(self + offset).load(as: Lanes.self)
    }
}

extension UnsafeMutablePointer<Float> {
    /// The sixteen floats from `offset`, a multiple of 16 from an aligned pointer.
    @inline(__always)
    func lanes(_ offset: Int) -> Lanes {
        UnsafeRawPointer(self + offset).load(as: Lanes.self)
    }

    /// Writes sixteen floats at `offset`, a multiple of 16 from an aligned pointer.
    @inline(__always)
    func store(_ lanes: Lanes, _ offset: Int) {
        UnsafeMutableRawPointer(self + offset).storeBytes(of: lanes, as: Lanes.self)
    }
}
