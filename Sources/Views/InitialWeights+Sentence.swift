import PlainText
import Run

extension InitialWeights {
    private static let mostNames = 8

    /// One line for a person. It says how many tensors start from the given weights, and which do not and why. For
    /// instance `22 tensors start from runs/a; new: conv2d_1, conv2d_2/kernel (another shape), dense_2 (other
    /// classes)`. A layer is named as a whole if none of its tensors start from the given weights.
    var sentence: String {
        let start = "\(counted(taken.count, "tensor")) start\(taken.count == 1 ? "s" : "") from \(excerpt(path))"
        let gaps = new.reduce(into: [Gap]()) { if !$0.contains($1.gap) { $0.append($1.gap) } }
        let others = gaps.map { "\(names(of: $0)) (\($0.rawValue))" }
        return others.isEmpty ? start : start + "; new: " + others.joined(separator: ", ")
    }

    /// The names of the tensors that do not start from the given weights for the reason `gap`. If no tensor of a layer
    /// starts from them, the layer is named instead.
    private func names(of gap: Gap) -> String {
        let layers = Set(taken.map(InitialWeights.layer))
        let names = new.filter { $0.gap == gap }.map { tensor in
            let layer = InitialWeights.layer(of: tensor.name)
            return layers.contains(layer) ? tensor.name : String(layer)
        }.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        let rest = names.count - InitialWeights.mostNames
        guard rest > 1 else { return names.joined(separator: ", ") }
        return names.prefix(InitialWeights.mostNames).joined(separator: ", ") + " and \(rest) more"
    }
}
