import Tensors

/// The weights of a Lanczos filter with three lobes, in fixed point, as in Pillow's `resize(size,
/// Image.Resampling.LANCZOS)` for 8-bit images. Each of `target` output positions has a window of the `source`
/// input positions, and a weight for each position in the window, in units of 2⁻²².
///
/// Source of the arithmetic: Pillow, `src/libImaging/Resample.c`.
struct LanczosWeights {
    let source: Int
    let target: Int
    /// The window of each output position. Starts and ends of windows are ascending; no window is empty.
    let windows: [Range<Int>]
    private let factors: [Int32]
    private let mostFactors: Int

    private static let lobes = 3.0
    /// The bits of a weight after the binary point. A sum has 32 bits: 8 of them are for the pixel's value, and 2 are
    /// headroom for sums outside 0…255, which leaves 22.
    private static let fractionBits: Int32 = 22
    /// The start value of a sum, half of a pixel's unit, so that the result is rounded.
    static let half: Int32 = 1 << (fractionBits - 1)

    init(from source: Int, to target: Int) {
        self.source = source
        self.target = target
        let scale = Double(source) / Double(target)
        let filterScale = max(scale, 1)
        let support = LanczosWeights.lobes * filterScale
        mostFactors = Int(support.rounded(.up)) * 2 + 1
        var windows = [Range<Int>]()
        var factors = [Int32](repeating: 0, count: target * mostFactors)
        for output in 0..<target {
            let center = (Double(output) + 0.5) * scale
            let first = max(Int(center - support + 0.5), 0)
            let end = min(Int(center + support + 0.5), source)
            let weights = (first..<end).map { input in
                LanczosWeights.lanczos((Double(input) - center + 0.5) * (1 / filterScale))
            }
            let sum = weights.reduce(0, +)
            for (offset, weight) in weights.enumerated() {
                let normalized = sum == 0 ? weight : weight / sum
                let fixed = normalized * Double(1 << LanczosWeights.fractionBits)
                factors[output * mostFactors + offset] = Int32(fixed < 0 ? fixed - 0.5 : fixed + 0.5)
            }
            windows.append(first..<end)
        }
        self.windows = windows
        self.factors = factors
    }

    /// The weight of an input position within the window of an output position.
    func factor(of input: Int, at output: Int) -> Int32 {
        factors[output * mostFactors + input - windows[output].lowerBound]
    }

    /// The value of a pixel, given ``half`` plus the sum of the pixel's inputs times their factors.
    @inline(__always)
    static func pixel(_ sum: Int32) -> UInt8 {
        UInt8(clamping: sum >> fractionBits)
    }

    /// Resizes one line of ``source`` pixels to ``target`` pixels.
    func resize(_ line: UnsafePointer<UInt8>, channels: Int, to result: UnsafeMutablePointer<UInt8>) {
        factors.withUnsafeBufferPointer { factors in
            for output in 0..<target {
                let window = windows[output]
                for channel in 0..<channels {
                    var sum = LanczosWeights.half
                    var input = window.lowerBound * channels + channel
                    for factor in output * mostFactors..<output * mostFactors + window.count {
                        sum &+= Int32(line[input]) &* factors[factor]
                        input += channels
                    }
                    result[output * channels + channel] = LanczosWeights.pixel(sum)
                }
            }
        }
    }

    private static func lanczos(_ x: Double) -> Double {
        guard x >= -lobes, x < lobes else { return 0 }
        return sinc(x) * sinc(x / lobes)
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : Elementary.sin(x * .pi) / (x * .pi)
    }
}
