public import Options
import Tensors

/// Rotates, shifts, shears and zooms an image, all in one matrix and one bilinear interpolation.
///
/// Source: Keras' ImageDataGenerator, and `scipy.ndimage.affine_transform` of order 1.
public struct Affine: Transform {
    /// The largest angle of rotation in degrees, in both directions.
    public var rotation = 0.0
    /// The largest shift up and down, as a fraction of the height.
    public var heightShift = 0.0
    /// The largest shift to both sides, as a fraction of the width.
    public var widthShift = 0.0
    /// The largest shear angle in degrees, in both directions.
    public var shear = 0.0
    /// The range of the zoom factors. The factor of the rows and the factor of the columns are drawn independently. A
    /// factor below 1 enlarges the image.
    public var zoom = FactorRange(1, 1)
    /// How pixels beyond the image's edges get their values.
    public var fillMode = FillMode.nearest
    /// The value of pixels beyond the edges, 0…255. Only ``FillMode/constant`` uses it.
    public var fillValue = 0.0
    /// The probability that an image is changed.
    public var probability = 1.0

    /// A transform; without arguments it changes nothing.
    public init(
        rotation: Double = 0, heightShift: Double = 0, widthShift: Double = 0, shear: Double = 0,
        zoom: FactorRange = FactorRange(1, 1), fillMode: FillMode = .nearest
    ) {
        self.rotation = rotation
        self.heightShift = heightShift
        self.widthShift = widthShift
        self.shear = shear
        self.zoom = zoom
        self.fillMode = fillMode
    }

    /// The transform's name in configurations.
    public static let name = "affine"
    /// What the transform does, as a sentence.
    public static let help = "Rotates, shifts, shears and zooms the image in one interpolation."
    /// Names that other programs use for this transform.
    public static let familiarNames = [
        "random-affine", "shift-scale-rotate", "random-translation", "translate", "translation",
    ]
    /// The transform's options with their defaults.
    public static let schema = Schema(
        defaults: Affine(),
        [
            .parameter(
                "rotation", \.rotation, .number(0...180, unit: " of degrees"),
                help: "The largest rotation to either side.",
                familiar: ["rotate", "rotation-range", "random-rotation", "degrees", "angle", "rotate-limit"]),
            .parameter(
                "height_shift", \.heightShift, .number(0...1),
                help: "The largest shift up or down, as a fraction of the height.",
                familiar: ["height-shift-range", "height-factor", "random-height-shift", "vertical-shift"]),
            .parameter(
                "width_shift", \.widthShift, .number(0...1),
                help: "The largest shift to the left or right, as a fraction of the width.",
                familiar: ["width-shift-range", "width-factor", "random-width-shift", "horizontal-shift", "shift"]),
            .parameter(
                "shear", \.shear, .number(0...89, unit: " of degrees"),
                help: "The largest shear angle to either side.",
                familiar: ["shear-range", "random-shear"]),
            .parameter(
                "zoom", \.zoom, .factors(0.1...10), help: "The range of the zoom; below 1 the image grows.",
                familiar: ["zoom-range", "random-zoom", "scale", "random-scale", "scale-limit"]),
            .parameter(
                "fill_mode", \.fillMode, .choice, help: "How pixels beyond the image's edges get their values.",
                familiar: ["mode", "padding-mode", "border-mode"]),
            .parameter(
                "fill_value", \.fillValue, .number(0...255),
                help: "The value of pixels beyond the edges, with fill_mode constant.",
                familiar: ["cval", "fill"]),
            probabilitySetting,
        ])

    /// The parameters of the transform that are drawn at random for one image.
    public struct Parameters: Sendable {
        /// The rotation in degrees.
        public var rotation = 0.0
        /// The shift of the rows, as a fraction of the height. A positive number moves the picture up.
        public var rowShift = 0.0
        /// The shift of the columns, as a fraction of the width. A positive number moves the picture to the left.
        public var columnShift = 0.0
        /// The shear angle in degrees.
        public var shear = 0.0
        /// The factor of the vertical zoom. Below 1 the image becomes taller.
        public var rowZoom = 1.0
        /// The factor of the horizontal zoom. Below 1 the image becomes wider.
        public var columnZoom = 1.0

        /// Parameters that leave an image as it is.
        public init() {}
    }

    /// Draws rotation, row shift, column shift, shear, row zoom and column zoom, in Keras' order.
    public func draw(_ draws: inout Draws) -> Parameters {
        var drawn = Parameters()
        drawn.rotation = draws.uniform(in: -rotation...rotation)
        drawn.rowShift = draws.uniform(in: -heightShift...heightShift)
        drawn.columnShift = draws.uniform(in: -widthShift...widthShift)
        drawn.shear = draws.uniform(in: -shear...shear)
        drawn.rowZoom = draws.uniform(in: zoom.range)
        drawn.columnZoom = draws.uniform(in: zoom.range)
        return drawn
    }
}
