import Checkpoints
import Networks
import PlainText
import Run
import Tensors

/// The contents of a checkpoint, as text and JSON.
public struct CheckpointDescription: Codable, Sendable {
    /// The name of the model.
    public let model: String
    /// The size of the images that the model takes: height×width×channels.
    public let input: String
    /// The names of the classes, in the order of the model's outputs.
    public let classes: [String]
    /// The name, kind, output shape and number of parameters of each layer.
    public let layers: [LayerSummary]
    /// The number of parameters that can be trained: all but the running statistics. Parameters of frozen layers count
    /// too.
    public let trainableParameters: Int
    /// The number of values in the running means and variances of all batch normalizations.
    public let runningStatistics: Int
    /// The digest of the weights, computed from the tensors.
    public let weightsSHA256: String
    /// The short texts of the checkpoint's metadata: epoch, step, learning rate, seed and the like.
    public let metadata: [String: String]
    /// Training accuracy minus validation accuracy in the epoch of the best weights; nil if there is no summary of the
    /// run, or if no epoch had ended.
    public let generalizationGap: Float?
    /// The epoch since which the run overfits, see `Generalization/overfittingSince`; nil if the run does not overfit,
    /// or if there is no summary of the run.
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
    /// - Parameter summary: the summary of the run that wrote the checkpoint; nil if it is not known.
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
        // Values of more than 80 bytes are left out. They are the model and the classes, which the description shows in
        // other ways, and what is needed to resume the run.
        metadata = model.file.metadata.filter { $0.value.utf8.count <= 80 && $0.key != "weights_sha256" }
    }

    /// The description for people: model and classes, a table of the layers, then a line for each other fact.
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
