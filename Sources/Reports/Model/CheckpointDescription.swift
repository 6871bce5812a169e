import Checkpoints
import Networks
import PlainText
import Run
import Tensors

/// The contents of a checkpoint, as text and JSON.
public struct CheckpointDescription: Codable, Sendable {
    /// The model's name.
    public let model: String
    /// Height×width×channels of its images.
    public let input: String
    /// Class names in the order of the outputs.
    public let classes: [String]
    /// Each layer's name, kind, output and parameters.
    public let layers: [LayerSummary]
    /// Parameters that are trained.
    public let trainableParameters: Int
    /// Values of BatchNorm's running statistics.
    public let runningStatistics: Int
    /// The digest of the weights, computed from the tensors.
    public let weightsSHA256: String
    /// Short strings about the checkpoint: epoch, step, learning rate, seed and the like.
    public let metadata: [String: String]
    /// Training accuracy minus validation accuracy in the epoch of the best weights; nil without a run's summary.
    public let generalizationGap: Float?
    /// The epoch from which only training cross-entropy still fell; nil if there is none.
    public let overfittingSince: Int?
    /// ``generalizationGap`` and ``overfittingSince`` as a sentence; not part of the JSON form.
    private var generalizationSentence: String? = nil

    private enum CodingKeys: String, CodingKey {
        case model, input, classes, layers
        case trainableParameters = "trainable_parameters"
        case runningStatistics = "running_statistics"
        case weightsSHA256 = "weights_sha256"
        case metadata
        case generalizationGap = "generalization_gap"
        case overfittingSince = "overfitting_since"
    }

    /// Describes a checkpoint.
    ///
    /// - Parameter summary: that of the run that wrote it, if it is known.
    public init(of model: TrainedModel, summary: RunSummary? = nil) {
        generalizationGap = summary?.outcome.generalizationGap
        overfittingSince = summary?.outcome.overfittingSince
        generalizationSentence = summary?.outcome.generalizationSentence
        self.model = model.network.spec.name
        input = model.metadata.input.description
        classes = model.metadata.classes
        layers = model.network.layers
        trainableParameters = model.network.layout.trainableCount
        runningStatistics = model.network.layout.entries.filter { !$0.role.isTrainable }.reduce(0) { $0 + $1.count }
        weightsSHA256 = model.file.weightsDigest
        // Longer values are shown in other ways, or are state of the run.
        metadata = model.file.metadata.filter { $0.value.utf8.count <= 80 && $0.key != "weights_sha256" }
    }

    /// A table of the layers, then the facts.
    public var text: String {
        let rows =
            [["Layer", "Kind", "Output", "Parameters"]]
            + layers.map { [$0.name, $0.kind, $0.outputShape, String($0.parameters)] }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let names = classes.map { plainText($0) }.joined(separator: ", ")
        var lines = ["Model \(plainText(model)), images \(input), \(classes.count) classes: \(names)", ""]
        for row in rows {
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let number = String(repeating: " ", count: widths[3] - row[3].count) + row[3]
            lines.append((cells.dropLast() + [number]).joined(separator: "  "))
        }
        lines += [
            "", "Trainable parameters: \(trainableParameters)", "Running statistics: \(runningStatistics)",
            "weights_sha256: \(weightsSHA256)",
        ]
        lines += metadata.sorted { $0.key < $1.key }.map { plainText("\($0.key): \($0.value)") }
        if let sentence = generalizationSentence { lines.append(sentence) }
        return lines.joined(separator: "\n")
    }
}
