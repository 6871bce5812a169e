import PlainText
import Run

extension InitialWeights {
    /// For instance `22 tensors start from runs/a; new: dense_2/kernel, dense_2/bias (other classes)`.
    var sentence: String {
        let start = "\(counted(taken.count, "tensor")) start\(taken.count == 1 ? "s" : "") from \(excerpt(path))"
        let gaps = new.reduce(into: [Gap]()) { if !$0.contains($1.gap) { $0.append($1.gap) } }
        let others = gaps.map { gap in
            new.filter { $0.gap == gap }.map(\.name).joined(separator: ", ") + " (\(gap.rawValue))"
        }
        return others.isEmpty ? start : start + "; new: " + others.joined(separator: "; ")
    }
}
