import Foundation
import Networks

/// Goldens/keras.json, written by scripts/goldens/networks.py.
struct KerasGolden: Decodable {
    let trainableParameters: [String: Int]
    let cases: [Case]

    enum CodingKeys: String, CodingKey {
        case cases
        case trainableParameters = "trainable_parameters"
    }

    struct Case: Decodable {
        let model: ModelSpec
        let input: [Int]
        let classes: Int
        let labels: [UInt16]
        let classWeights: [Float]
        let globalCount: Int
        let probabilities: Floats
        let evaluationLossSum: Double
        let evaluationCorrect: Int
        let trainingLossSum: Double
        let trainingCrossEntropySum: Double
        let gradients: [String: Floats]

        enum CodingKeys: String, CodingKey {
            case model, input, classes, labels, probabilities, gradients
            case classWeights = "class_weights"
            case globalCount = "global_count"
            case evaluationLossSum = "evaluation_loss_sum"
            case evaluationCorrect = "evaluation_correct"
            case trainingLossSum = "training_loss_sum"
            case trainingCrossEntropySum = "training_cross_entropy_sum"
        }
    }

    /// Little-endian floats in base64.
    struct Floats: Decodable {
        let values: [Float]

        init(from decoder: any Decoder) throws {
            let bytes = try decoder.singleValueContainer().decode(Data.self)
            values = stride(from: 0, to: bytes.count, by: 4).map { index in
                Float(
                    bitPattern: bytes[index..<index + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
            }
        }
    }

    static func read() throws -> KerasGolden {
        guard let url = Bundle.module.url(forResource: "keras", withExtension: "json", subdirectory: "Goldens") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try JSONDecoder().decode(KerasGolden.self, from: Data(contentsOf: url))
    }
}
