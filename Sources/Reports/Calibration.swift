/// How well probabilities agree with how often predictions are right.
///
/// Source: C. Guo et al., "On Calibration of Modern Neural Networks", 2017: 15 bins of equal width.
public struct Calibration: Sendable, Hashable, Codable {
    /// The images whose predicted classes have about the same probability.
    public struct Bin: Sendable, Hashable, Codable {
        /// The lower end of the bin. A probability equal to it is not in the bin, except 0, which is in the first bin.
        public let above: Double
        /// The upper end of the bin. A probability equal to it is in the bin.
        public let upTo: Double
        /// The number of images in the bin.
        public let images: Int
        /// The mean probability of the predicted classes of the bin's images; 0 without images.
        public let confidence: Double
        /// The share of the bin's images whose prediction is correct; 0 without images.
        public let accuracy: Double

        private enum CodingKeys: String, CodingKey {
            case above
            case upTo = "up_to"
            case images, confidence, accuracy
        }

        /// Reads the JSON form, in which ``confidence`` and ``accuracy`` are null for a bin without images.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                above: try container.decode(Double.self, forKey: .above),
                upTo: try container.decode(Double.self, forKey: .upTo),
                images: try container.decode(Int.self, forKey: .images),
                confidence: try container.decode(Double?.self, forKey: .confidence) ?? 0,
                accuracy: try container.decode(Double?.self, forKey: .accuracy) ?? 0)
        }

        init(above: Double, upTo: Double, images: Int, confidence: Double, accuracy: Double) {
            self.above = above
            self.upTo = upTo
            self.images = images
            self.confidence = confidence
            self.accuracy = accuracy
        }

        /// Writes the bin as JSON. Without images, confidence and accuracy are null.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(above, forKey: .above)
            try container.encode(upTo, forKey: .upTo)
            try container.encode(images, forKey: .images)
            try container.encode(images > 0 ? confidence : nil, forKey: .confidence)
            try container.encode(images > 0 ? accuracy : nil, forKey: .accuracy)
        }
    }

    /// The number of bins. All have the same width, and together they reach from probability 0 to 1.
    public static let binCount = 15
    /// The mean, over all images, of the distance between ``Bin/accuracy`` and ``Bin/confidence`` of the image's bin.
    public let expectedCalibrationError: Double
    /// The bins, from low probabilities to high ones.
    public let bins: [Bin]

    private enum CodingKeys: String, CodingKey {
        case expectedCalibrationError = "expected_calibration_error"
        case bins
    }

    /// Computes the calibration of predictions.
    ///
    /// - Parameter predictions: for each image, the probability of the predicted class, and whether this class is
    ///   correct.
    public init(_ predictions: some Sequence<(confidence: Float, isCorrect: Bool)>) {
        let count = Calibration.binCount
        let edges = (0...count).map { Double($0) / Double(count) }
        var images = [Int](repeating: 0, count: count)
        var confidences = [Double](repeating: 0, count: count)
        var correct = [Int](repeating: 0, count: count)
        for (confidence, isCorrect) in predictions {
            let bin = (0..<count - 1).first { Double(confidence) <= edges[$0 + 1] } ?? count - 1
            images[bin] += 1
            confidences[bin] += Double(confidence)
            correct[bin] += isCorrect ? 1 : 0
        }
        bins = (0..<count).map { bin in
            let number = Double(max(images[bin], 1))
            return Bin(
                above: edges[bin], upTo: edges[bin + 1], images: images[bin], confidence: confidences[bin] / number,
                accuracy: Double(correct[bin]) / number)
        }
        let total = Double(max(images.reduce(0, +), 1))
        expectedCalibrationError = bins.reduce(0) {
            $0 + Double($1.images) / total * abs($1.accuracy - $1.confidence)
        }
    }
}
