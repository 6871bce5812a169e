import PlainText

/// The share of images with a correct prediction, and how certain it is.
public struct Accuracy: Sendable, Hashable, Codable {
    /// The number of images with a correct prediction.
    public let correct: Int
    /// The number of all images.
    public let images: Int
    /// p, the share of images with a correct prediction; 0 without images.
    public let value: Double
    /// The standard error of ``value`` if the n images are independent, √(p(1 − p) / n); 0 without images.
    public let standardError: Double

    private enum CodingKeys: String, CodingKey {
        case correct, images, value
        case standardError = "standard_error"
    }

    /// The accuracy if `correct` of `images` images have a correct prediction.
    public init(correct: Int, of images: Int) {
        self.correct = correct
        self.images = images
        value = images == 0 ? 0 : Double(correct) / Double(images)
        standardError = images == 0 ? 0 : (value * (1 - value) / Double(images)).squareRoot()
    }

    /// The accuracy for people, for instance `61.20% (612 of 1000), standard error 1.54%`.
    var text: String {
        "\(percent(value, decimals: 2)) (\(correct) of \(images)), "
            + "standard error \(percent(standardError, decimals: 2))"
    }
}
