public import Options
import Tensors

/// Mirrors images.
public struct Flip: Transform {
    /// The direction in which pixels change places.
    public enum Axis: String, CaseIterable, SettingValue {
        /// Left becomes right.
        case horizontal = "horizontal"
        /// Top becomes bottom.
        case vertical = "vertical"
    }

    /// The direction.
    public var axis = Axis.horizontal
    /// The probability that an image is mirrored.
    public var probability = 0.5

    /// Left becomes right in every second image.
    public init() {}

    /// The name in configurations.
    public static let name = "flip"
    /// What it does.
    public static let help = "Mirrors the image."
    /// Its names in other programs.
    public static let familiarNames = [
        "horizontal-flip", "random-flip", "random-horizontal-flip", "flip-left-right", "random-flip-left-right",
        "mirror", "fliplr",
    ]
    /// Its options.
    public static let schema = Schema(
        defaults: Flip(),
        [
            .parameter(
                "axis", \.axis, .choice, help: "horizontal to swap left and right, vertical for top and bottom.",
                familiar: ["mode", "direction", "vertical-flip", "random-vertical-flip", "flip-up-down", "flipud"]),
            probabilitySetting,
        ])

    /// Draws nothing.
    public func draw(_ draws: inout Draws) {}

    /// Mirrors an image.
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
