public import Options

/// A way to change images at random. Its parameters are drawn for each image. A new transform needs a file in this
/// module and an entry of ``TransformList/kinds``.
public protocol Transform: Hashable, Sendable {
    /// The numbers that are drawn for one image.
    associatedtype Parameters

    /// The transform's name in configurations.
    static var name: String { get }
    /// What the transform does, as a sentence.
    static var help: String { get }
    /// Names that other programs use for this transform. A name that other programs use for an option of this transform
    /// is listed with that option in ``schema`` instead.
    static var familiarNames: [String] { get }
    /// The transform's options with their defaults.
    static var schema: Schema<Self> { get }

    /// The probability that an image is changed.
    var probability: Double { get set }

    /// Draws the parameters for one image.
    func draw(_ draws: inout Draws) -> Parameters
    /// Changes an image by the parameters that were drawn for it.
    func apply(_ parameters: Parameters, to image: WorkingImage)
}

extension Transform {
    /// Changes an image with the transform's probability, or leaves it as it is. The first number of `draws` decides
    /// which.
    func apply(to image: WorkingImage, _ draws: inout Draws) {
        guard draws.uniform() < probability else { return }
        apply(draw(&draws), to: image)
    }

    /// The entry for ``probability`` in a transform's ``schema``.
    static var probabilitySetting: Setting<Self> {
        .parameter(
            "probability", \.probability, .number(0...1), help: "The probability that an image is changed.",
            familiar: ["p", "prob", "rate"])
    }
}

extension Setting {
    /// An entry of a transform's ``Transform/schema`` for one option. Each option of a transform changes bits of the
    /// results, so `decidesBits` is always true.
    static func parameter<Value: SettingValue>(
        _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ rule: Rule<Value>, help: String,
        familiar: [String] = []
    ) -> Setting {
        Setting(key, path, rule, help: help, decidesBits: true, familiar: familiar)
    }
}
