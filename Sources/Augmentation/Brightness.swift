public import Options

/// Multiplies all values of an image by one factor.
///
/// Source: Pillow's `ImageEnhance.Brightness`, as Keras' `apply_brightness_shift` calls it: values are truncated to 8
/// bits first.
public struct Brightness: Transform {
    /// The range of the factor. A factor of 0 makes the image black, and 1 changes nothing.
    public var factor = FactorRange(0.8, 1.2)
    /// The probability that an image is changed.
    public var probability = 1.0

    /// A transform that changes every image, by factors from 0.8 to 1.2.
    public init() {}

    /// The transform's name in configurations.
    public static let name = "brightness"
    /// What the transform does, as a sentence.
    public static let help = "Makes the image darker or brighter."
    /// Names that other programs use for this transform.
    public static let familiarNames = [
        "random-brightness", "color-jitter", "colour-jitter", "random-brightness-contrast",
    ]
    /// The transform's options with their defaults.
    public static let schema = Schema(
        defaults: Brightness(),
        [
            .parameter(
                "factor", \.factor, .factors(0...10),
                help: "The range of the factor that all values are multiplied by.",
                familiar: ["brightness-range", "brightness-limit", "adjust-brightness"]),
            probabilitySetting,
        ])

    /// Draws the factor for one image, uniformly from its range.
    public func draw(_ draws: inout Draws) -> Float { Float(draws.uniform(in: factor.range)) }

    /// Multiplies all values of an image by the factor.
    public func apply(_ factor: Float, to image: WorkingImage) {
        image.truncate()
        image.blend(from: 0, by: factor)
    }
}
