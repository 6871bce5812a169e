public import Options

/// A change of images by parameters that are drawn at random for each. A transform is a file of this room and an entry
/// of ``TransformList/kinds``.
public protocol Transform: Hashable, Sendable {
    /// The numbers that are drawn for one image.
    associatedtype Parameters

    /// The name in configurations.
    static var name: String { get }
    /// What it does, as a sentence.
    static var help: String { get }
    /// Names that other programs use for this transform. A name that means one of its options belongs to that option
    /// instead.
    static var familiarNames: [String] { get }
    /// Its options with their defaults.
    static var schema: Schema<Self> { get }

    /// The probability that an image is changed.
    var probability: Double { get set }

    /// Draws the parameters for one image.
    func draw(_ draws: inout Draws) -> Parameters
    /// Changes an image.
    func apply(_ parameters: Parameters, to image: WorkingImage)
}

extension Transform {
    /// Changes an image with the transform's probability. The first number that is drawn decides.
    func apply(to image: WorkingImage, _ draws: inout Draws) {
        guard draws.uniform() < probability else { return }
        apply(draw(&draws), to: image)
    }

    /// The entry for ``probability``.
    static var probabilitySetting: Setting<Self> {
        .parameter(
            "probability", \.probability, .number(0...1), help: "The probability that an image is changed.",
            familiar: ["p", "prob", "rate"])
    }
}

extension Setting {
    /// An entry for an option of a transform. All of them decide bits.
    static func parameter<Value: SettingValue>(
        _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ rule: Rule<Value>, help: String,
        familiar: [String] = []
    ) -> Setting {
        Setting(key, path, rule, help: help, decidesBits: true, familiar: familiar)
    }
}
