import Tensors

/// Resizes images with a Lanczos filter of three lobes in 8-bit fixed point: the bytes of Pillow's
/// `resize(size, Image.Resampling.LANCZOS)`. First all rows, then all columns, each rounded to 8 bits.
///
/// Source of the arithmetic: Pillow, `src/libImaging/Resample.c`. The weights of the last size seen are kept, so that
/// a folder of equal images computes them once.
struct LanczosResampler {
    private var horizontal: LanczosWeights?
    private var vertical: LanczosWeights?

    /// The image at another size; itself if it has that size. The aspect is not kept.
    mutating func resize(_ image: Bitmap, width: Int, height: Int) -> Bitmap {
        var result = image
        if width != result.width {
            let weights = LanczosResampler.weights(&horizontal, from: result.width, to: width)
            result = LanczosResampler.resizeRows(result, weights: weights)
        }
        if height != result.height {
            let weights = LanczosResampler.weights(&vertical, from: result.height, to: height)
            result = LanczosResampler.resizeColumns(result, weights: weights)
        }
        return result
    }

    private static func weights(_ kept: inout LanczosWeights?, from source: Int, to target: Int) -> LanczosWeights {
        if let kept, kept.source == source, kept.target == target { return kept }
        let made = LanczosWeights(from: source, to: target)
        kept = made
        return made
    }

    private static func resizeRows(_ image: Bitmap, weights: LanczosWeights) -> Bitmap {
        let channels = image.channels
        let count = weights.target * image.height * channels
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            image.pixels.withUnsafeBufferPointer { source in
                for row in 0..<image.height {
                    let line = row * image.width * channels
                    for column in 0..<weights.target {
                        let place = (row * weights.target + column) * channels
                        for channel in 0..<channels {
                            target[place + channel] = weights.value(
                                at: column, source, start: line + channel, stride: channels)
                        }
                    }
                }
            }
            initialized = count
        }
        return Bitmap(width: weights.target, height: image.height, channels: channels, pixels: pixels)
    }

    private static func resizeColumns(_ image: Bitmap, weights: LanczosWeights) -> Bitmap {
        let line = image.width * image.channels
        let count = weights.target * line
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            image.pixels.withUnsafeBufferPointer { source in
                for row in 0..<weights.target {
                    for place in 0..<line {
                        target[row * line + place] = weights.value(at: row, source, start: place, stride: line)
                    }
                }
            }
            initialized = count
        }
        return Bitmap(width: image.width, height: weights.target, channels: image.channels, pixels: pixels)
    }
}

/// For each of `target` output places, the window of the `source` input places that it is made of and their weights,
/// in units of 2⁻²².
private struct LanczosWeights {
    let source: Int
    let target: Int
    private let windows: [Range<Int>]
    private let factors: [Int32]
    private let mostFactors: Int

    private static let lobes = 3.0
    /// 8 bits of the pixel and 2 of headroom leave 22 of 32.
    private static let fractionBits: Int32 = 22

    init(from source: Int, to target: Int) {
        self.source = source
        self.target = target
        let scale = Double(source) / Double(target)
        let filterScale = max(scale, 1)
        let support = LanczosWeights.lobes * filterScale
        mostFactors = Int(support.rounded(.up)) * 2 + 1
        var windows = [Range<Int>]()
        var factors = [Int32](repeating: 0, count: target * mostFactors)
        for place in 0..<target {
            let center = (Double(place) + 0.5) * scale
            let first = max(Int(center - support + 0.5), 0)
            let end = min(Int(center + support + 0.5), source)
            let weights = (first..<end).map { input in
                LanczosWeights.lanczos((Double(input) - center + 0.5) * (1 / filterScale))
            }
            let sum = weights.reduce(0, +)
            for (offset, weight) in weights.enumerated() {
                let normalized = sum == 0 ? weight : weight / sum
                let fixed = normalized * Double(1 << LanczosWeights.fractionBits)
                factors[place * mostFactors + offset] = Int32(fixed < 0 ? fixed - 0.5 : fixed + 0.5)
            }
            windows.append(first..<end)
        }
        self.windows = windows
        self.factors = factors
    }

    /// The rounded, clamped sum of one output place over inputs `start + i·stride`.
    @inline(__always)
    func value(at place: Int, _ pixels: UnsafeBufferPointer<UInt8>, start: Int, stride: Int) -> UInt8 {
        let window = windows[place]
        var sum: Int32 = 1 << (LanczosWeights.fractionBits - 1)
        var input = start + window.lowerBound * stride
        factors.withUnsafeBufferPointer { factors in
            for factor in place * mostFactors..<place * mostFactors + window.count {
                sum &+= Int32(pixels[input]) &* factors[factor]
                input += stride
            }
        }
        return UInt8(clamping: sum >> LanczosWeights.fractionBits)
    }

    private static func lanczos(_ x: Double) -> Double {
        guard x >= -lobes, x < lobes else { return 0 }
        return sinc(x) * sinc(x / lobes)
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : Elementary.sin(x * .pi) / (x * .pi)
    }
}
