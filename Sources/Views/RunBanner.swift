import Augmentation
import Configuration
import Datasets
import Foundation
import Networks
import PlainText
import Run
import Tensors
import Training

/// A summary of a run that begins, in a few lines.
package struct RunBanner: Sendable {
    private static let mostClasses = 20
    private static let mostFrozen = 8
    private static let widest = 100
    private let beginning: RunBeginning
    private var job: TrainingJob { beginning.job }

    /// The banner of a run that begins or is resumed.
    package init(_ beginning: RunBeginning) {
        self.beginning = beginning
    }

    /// The lines of the banner, for a terminal of `columns` columns, or for a pipe if `columns` is nil. The lines have
    /// the sign × if `unicode` is true, else the letter x.
    package func lines(columns: Int?, unicode: Bool) -> [String] {
        let times = unicode ? "×" : "x"
        let rows = [
            ("model", model),
            ("images", images(times)),
            ("classes", classes(times)),
            ("augment", augment),
            ("batch", batch),
            ("cluster", cluster(times)),
            ("run", run),
        ]
        let width = min(columns.map { $0 - 1 } ?? RunBanner.widest, RunBanner.widest)
        return rows.filter { !$0.1.isEmpty }.flatMap { RunBanner.wrapped($0.0, $0.1, width: width) }
    }

    private var model: [String] {
        let network = job.network
        return [
            plainText(network.spec.name) + ",",
            "\(RunBanner.grouped(network.layout.trainableCount + network.layout.frozenCount)) parameters,",
        ] + frozen + [
            "\(RunBanner.operations(network.forwardOperations)) a sample forward,",
            "\(RunBanner.operations(network.trainingOperations)) in training",
        ]
    }

    /// The number of parameters that are not trained, and the layers that the setting `freeze` names; empty if it names
    /// none.
    private var frozen: [String] {
        let names = job.configuration.freeze.names
        guard !names.isEmpty else { return [] }
        let shown = names.prefix(RunBanner.mostFrozen).joined(separator: ", ")
        let rest = names.count - RunBanner.mostFrozen
        let list = "(\(shown)\(rest > 0 ? " and \(rest) more" : "")),"
        return ["\(RunBanner.grouped(job.network.layout.frozenCount)) of them frozen"]
            + list.split(separator: " ").map(String.init)
    }

    /// The transforms that change training images in each epoch; empty if there are none.
    private var augment: [String] {
        let names = job.configuration.augment.transforms.map { type(of: $0).name }
        guard !names.isEmpty else { return [] }
        return names.dropLast().map { $0 + "," } + names.suffix(1) + ["(each epoch)"]
    }

    private func images(_ times: String) -> [String] {
        let data = job.dataset
        let copies = data.copies.reduce(0, +)
        return [
            data.shape.description.replacing("×", with: times) + ":",
            "\(RunBanner.grouped(data.train.count)) to train on,",
        ] + (copies > 0 ? ["\(RunBanner.grouped(copies)) of them augmented copies,"] : []) + [
            "\(RunBanner.grouped(data.validation.count)) to validate,",
            data.test.map { "\(RunBanner.grouped($0.count)) to test" } ?? "none to test",
            "(\(job.configuration.data.path.map { plainText($0) } ?? "generated faces"))",
        ]
    }

    /// The name of each class, how many images it has in each split, and its class weight.
    private func classes(_ times: String) -> [String] {
        let data = job.dataset
        let splits = [data.train, data.validation] + (data.test.map { [$0] } ?? [])
        let counts = splits.map { $0.classCounts(classes: data.classes.count) }
        let shown = data.classes.indices.prefix(RunBanner.mostClasses).map { index in
            let images = counts.map { "\($0[index])" }.joined(separator: "+")
            let weight = String(format: "%.2f", Double(job.classWeights[index]))
            return "\(plainText(data.classes[index])) \(images) \(times)\(weight)"
        }
        let rest = data.classes.count - shown.count
        return ["\(data.classes.count):"] + shown.dropLast().map { $0 + "," }
            + [shown.last.map { $0 + (rest > 0 ? "," : "") } ?? ""] + (rest > 0 ? ["and \(rest) more"] : [])
    }

    private var batch: [String] {
        let plan = job.trainPlan
        let steps = plan.steps
        let sizes = [
            "\(plan.batchSize) in \(counted(plan.microBatches, "micro-batch", plural: "micro-batches")),",
            "\(RunBanner.grouped(steps)) step\(steps == 1 ? "" : "s") an epoch,",
        ]
        guard job.configuration.epochs > 0 else { return sizes + ["no epoch: only the initial weights"] }
        let epochs = counted(job.configuration.epochs, "epoch")
        guard let stopping = job.configuration.earlyStopping else { return sizes + [epochs] }
        return sizes + ["up to \(epochs),", "or \(stopping.patience) without better", stopping.monitor.rawValue]
    }

    private var verification: [String] {
        guard let every = job.configuration.verify else { return [] }
        return [every == 1 ? "each step is computed" : "1 step in \(every) is computed", "twice and compared,"]
    }

    private func cluster(_ times: String) -> [String] {
        let instructions = job.configuration.cluster.kernels.set.name
        switch beginning.workers {
        case .local(let count, let slots):
            return verification + [
                "\(counted(count, "local worker")) \(times) \(counted(slots, "slot")),",
                instructions,
            ]
        case .none(let slots, _):
            return ["no workers: this process, \(counted(slots, "slot")),", instructions]
        case .remote(let needed, let endpoint, _):
            return verification + [
                "begins with \(counted(needed, "worker")),", "more may join at \(endpoint),",
                "\(instructions) here",
            ]
        }
    }

    private var run: [String] {
        [plainText(beginning.directory)]
            + (job.configuration.recipe.map { ["(recipe \(plainText($0)))"] } ?? [])
            + (beginning.resumedAfter.map { ["(goes on after step \(RunBanner.grouped(Int($0))))"] } ?? [])
    }

    /// The lines of a row of the banner: the row's name, and then its text in pieces. Lines break between pieces only.
    private static func wrapped(_ name: String, _ pieces: [String], width: Int) -> [String] {
        let indent = 9
        var lines: [String] = []
        var line = name.padding(toLength: indent, withPad: " ", startingAt: 0) + (pieces.first ?? "")
        for piece in pieces.dropFirst() {
            if line.count + 1 + piece.count <= width {
                line += " " + piece
            } else {
                lines.append(line)
                line = String(repeating: " ", count: indent) + piece
            }
        }
        return lines + [line]
    }

    /// A number with commas between groups of three digits, for instance `817,607`.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            (index > 0 && (digits.count - index).isMultiple(of: 3) ? "," : "") + String(digits[index])
        }.joined()
    }

    /// A number of floating-point operations with a unit, for instance `61.9 MFLOP`.
    private static func operations(_ count: Double) -> String {
        let units = [(1e12, "TFLOP"), (1e9, "GFLOP"), (1e6, "MFLOP"), (1e3, "kFLOP")]
        let (unit, name) = units.first { count >= $0.0 } ?? (1, "FLOP")
        return String(format: "%.1f %@", count / unit, name)
    }
}
