import Checkpoints
import Datasets
import PlainText
import Run
import Tensors

/// One trained model, or several whose probabilities are averaged.
public struct Ensemble {
    /// One of the models, and the path that was given for it: of its checkpoint or of its run's folder.
    struct Member {
        let path: String
        let model: TrainedModel
        /// For each class of the ensemble, the index of the class among this model's outputs.
        let outputs: [Int]
    }

    let members: [Member]
    /// The classes, in the order of the first model's outputs.
    public let classes: [String]
    /// The shape of the images that every model of the ensemble takes.
    let input: ImageShape

    /// Reads checkpoints; the path of a run's folder stands for its best checkpoint. The classes of the models are
    /// matched by name.
    ///
    /// - Parameter paths: the paths of checkpoints or of run folders, at least one.
    /// - Throws: `CheckpointError`; ``EnsembleError`` if classes or image sizes differ.
    public init(paths: [String]) throws {
        precondition(!paths.isEmpty, "an ensemble without models")
        var members: [Member] = []
        for path in paths {
            let model = try TrainedModel(path: path)
            let first = members.first?.model ?? model
            let (classes, known) = (model.metadata.classes, first.metadata.classes)
            if let other = classes.first(where: { !known.contains($0) }) {
                throw EnsembleError.otherClass(other, of: path, not: paths[0])
            }
            if let other = known.first(where: { !classes.contains($0) }) {
                throw EnsembleError.otherClass(other, of: paths[0], not: path)
            }
            guard model.metadata.input == first.metadata.input else {
                throw EnsembleError.otherInput(
                    path, "\(model.metadata.input)", first: paths[0], "\(first.metadata.input)")
            }
            members.append(Member(path: path, model: model, outputs: known.map { classes.firstIndex(of: $0)! }))
        }
        self.members = members
        classes = members[0].model.metadata.classes
        input = members[0].model.metadata.input
    }

    /// A line for each checkpoint that has the same weights as an earlier checkpoint of the ensemble, since these
    /// weights then count twice in the mean.
    var remarks: [String] {
        members.indices.dropFirst().compactMap { index in
            let (path, digest) = (members[index].path, members[index].model.file.weightsDigest)
            guard let same = members[..<index].first(where: { $0.model.file.weightsDigest == digest }) else {
                return nil
            }
            let what = same.path == path ? "\(path) is named twice" : "\(path) has the same weights as \(same.path)"
            return "\(what): it counts twice in the mean"
        }
    }

    /// The paths that were given: of checkpoints or of run folders.
    var paths: [String] { members.map(\.path) }

    /// The scores of each image: the mean of the models' probabilities, and −log of this mean for the image's class.
    /// With `flips`, the models' probabilities for the mirrored image are in the mean too.
    ///
    /// - Parameter labels: the class of each image, as an index of ``classes``.
    func scores(of images: ImageStore, labels: [UInt16], flips: Bool) -> Inference.Scores {
        let scores = members.flatMap { member in
            let inference = Inference(network: member.model.network, weights: member.model.weights)
            let known = labels.map { UInt16(member.outputs[Int($0)]) }
            return (flips ? [false, true] : [false]).map { areMirrored in
                var scores = inference.scores(of: images, labels: known, areMirrored: areMirrored)
                scores.probabilities = scores.probabilities.map { row in member.outputs.map { row[$0] } }
                return scores
            }
        }
        return Inference.Scores(
            probabilities: labels.indices.map { image in
                classes.indices.map { label in
                    Float(scores.reduce(0) { $0 + Double($1.probabilities[image][label]) } / Double(scores.count))
                }
            },
            crossEntropies: labels.indices.map { image in Ensemble.mean(scores.map { $0.crossEntropies[image] }) })
    }

    /// −log of the mean of probabilities, given the −log of each. The largest probability is factored out, so that the
    /// sum does not underflow to zero. Given a single −log, the result is exactly this −log.
    private static func mean(_ crossEntropies: [Double]) -> Double {
        let least = crossEntropies.reduce(.infinity) { min($0, $1) }
        guard least.isFinite else { return least }
        let sum = crossEntropies.reduce(0) { $0 + Elementary.exp(least - $1) }
        return least - Elementary.log(sum / Double(crossEntropies.count))
    }
}

/// Why checkpoints cannot be used as an ensemble. The description is one line for a person.
public enum EnsembleError: Error, Equatable, CustomStringConvertible {
    /// A checkpoint has a class that another one lacks: the class, the path of the checkpoint that has it, and the path
    /// of the checkpoint that lacks it.
    case otherClass(String, of: String, not: String)
    /// A checkpoint takes images of another shape than the first checkpoint: its path and shape, then those of the
    /// first checkpoint.
    case otherInput(String, String, first: String, String)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .otherClass(let name, let path, let other):
            errorLine(
                "\(path) has the class '\(name)', and \(other) does not: an ensemble needs checkpoints of the same "
                    + "classes")
        case .otherInput(let path, let shape, let first, let firstShape):
            errorLine(
                "\(path) takes images of \(shape), and \(first) of \(firstShape): an ensemble needs checkpoints of one "
                    + "image size")
        }
    }
}
