public import Options
import Tensors

/// Moves all values of an image away from its mean grey, or towards it.
///
/// Source: Pillow's `ImageEnhance.Contrast`, on values truncated to 8 bits.
public struct Contrast: Transform {
    /// The range of the factor. A factor of 0 gives all pixels the mean grey, and 1 changes nothing.
    public var factor = FactorRange(0.8, 1.2)
    /// The probability that an image is changed.
    public var probability = 1.0

    /// A transform that changes every image, by factors from 0.8 to 1.2.
    public init() {}

    /// The transform's name in configurations.
    public static let name = "contrast"
    /// What the transform does, as a sentence.
    public static let help = "Makes differences from the mean grey smaller or larger."
    /// Names that other programs use for this transform.
    public static let familiarNames = ["random-contrast"]
    /// The transform's options with their defaults.
    public static let schema = Schema(
        defaults: Contrast(),
        [
            .parameter(
                "factor", \.factor, .factors(0...10),
                help: "The range of the factor that all differences from the mean grey are multiplied by.",
                familiar: ["contrast-range", "contrast-limit", "adjust-contrast"]),
            probabilitySetting,
        ])

    /// Draws the factor for one image, uniformly from its range.
    public func draw(_ draws: inout Draws) -> Float { Float(draws.uniform(in: factor.range)) }

    /// Multiplies the difference of each value from the image's mean grey by the factor.
    public func apply(_ factor: Float, to image: WorkingImage) {
        image.truncate()
        image.blend(from: Contrast.meanGrey(of: image), by: factor)
    }

    /// The mean of the pixels' grey values, rounded. An RGB pixel is converted to grey by Pillow's integer formula for
    /// luma (ITU-R 601).
    private static func meanGrey(of image: WorkingImage) -> Int32 {
        let (pixels, channels) = (image.shape.height * image.shape.width, image.shape.channels)
        var sum = 0
        for pixel in 0..<pixels {
            if channels == 3 {
                let (red, green, blue) = (
                    Int(image.values[3 * pixel]), Int(image.values[3 * pixel + 1]), Int(image.values[3 * pixel + 2])
                )
                sum += (19_595 * red + 38_470 * green + 7_471 * blue + 0x8000) >> 16
            } else {
                sum += Int(image.values[pixel])
            }
        }
        return Int32(Double(sum) / Double(pixels) + 0.5)
    }
}
