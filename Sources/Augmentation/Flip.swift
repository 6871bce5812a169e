public import Options
import Tensors

/// Mirrors an image, horizontally or vertically.
public struct Flip: Transform {
    /// The direction in which pixels change places.
    public enum Axis: String, CaseIterable, SettingValue {
        /// Left and right change places.
        case horizontal = "horizontal"
        /// Top and bottom change places.
        case vertical = "vertical"
    }

    /// The direction in which images are mirrored.
    public var axis = Axis.horizontal
    /// The probability that an image is mirrored.
    public var probability = 0.5

    /// A transform that mirrors an image horizontally with a probability of one half.
    public init() {}

    /// The transform's name in configurations.
    public static let name = "flip"
    /// What the transform does, as a sentence.
    public static let help = "Mirrors the image."
    /// Names that other programs use for this transform.
    public static let familiarNames = [
        "horizontal-flip", "random-flip", "random-horizontal-flip", "flip-left-right", "random-flip-left-right",
        "mirror", "fliplr",
    ]
    /// The transform's options with their defaults.
    public static let schema = Schema(
        defaults: Flip(),
        [
            .parameter(
                "axis", \.axis, .choice, help: "horizontal to swap left and right, vertical for top and bottom.",
                familiar: ["mode", "direction", "vertical-flip", "random-vertical-flip", "flip-up-down", "flipud"]),
            probabilitySetting,
        ])

    /// Draws no numbers: mirroring has no parameters.
    public func draw(_ draws: inout Draws) {}

    /// Mirrors an image in the direction of ``axis``.
    public func apply(_: Void, to image: WorkingImage) {
        let (height, width, channels) = (image.shape.height, image.shape.width, image.shape.channels)
        for row in 0..<height {
            for column in 0..<width {
                let source =
                    axis == .horizontal
                    ? (row * width + width - 1 - column) * channels : ((height - 1 - row) * width + column) * channels
                let target = (row * width + column) * channels
                for channel in 0..<channels { image.scratch[target + channel] = image.values[source + channel] }
            }
        }
        image.swapBuffers()
    }
}
