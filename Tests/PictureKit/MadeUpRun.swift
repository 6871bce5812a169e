import Augmentation
import Configuration
import Datasets
import GeneratedFaces
import Pictures
import Tensors
import Training
import Vocabulary

/// A run that was never trained: curves, images and predictions of given numbers.
package struct MadeUpRun {
    package var classes: Int
    package var epochs: Int
    package var hasLongNames = false
    package var isBalanced = false
    /// Epochs whose losses are not finite.
    package var notFinite: Set<Int> = []

    /// A run with so many classes and epochs.
    package init(
        classes: Int, epochs: Int, hasLongNames: Bool = false, isBalanced: Bool = false, notFinite: Set<Int> = []
    ) {
        self.classes = classes
        self.epochs = epochs
        self.hasLongNames = hasLongNames
        self.isBalanced = isBalanced
        self.notFinite = notFinite
    }

    private static let names = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]

    /// The names of its classes.
    package var classNames: [String] {
        (0..<classes).map { index in
            let name = MadeUpRun.names[index % MadeUpRun.names.count] + (index < 7 ? "" : " \(index)")
            return hasLongNames ? "a class of images that show someone who is " + name : name
        }
    }

    /// What its pictures are made from.
    package var source: PictureSource {
        var configuration = RunConfiguration()
        configuration.augment = isBalanced ? .ofBalance : .none
        if isBalanced { configuration.data.balance = ClassBalance() }
        return PictureSource(
            name: "fer-cnn-20260102-030405", configuration: configuration, history: history,
            bestEpoch: epochs > 0 ? max(epochs * 9 / 10, 1) : nil, dataset: dataset,
            classified: ClassifiedSplit(
                classes: classNames, split: dataset.validation, probabilities: probabilities))
    }

    private var history: History {
        History(
            (1..<epochs + 1).map { epoch in
                let progress = 1 - 1 / (1 + Float(epoch) / 20)
                let loss = notFinite.contains(epoch) ? Float.nan : 9 - 7.8 * progress
                return EpochRecord(
                    epoch: epoch, training: [.accuracy: 0.2 + 0.7 * progress, .loss: loss, .crossEntropy: 1],
                    validation: [
                        .accuracy: 0.2 + 0.45 * progress + 0.01 * Float(epoch % 3),
                        .loss: notFinite.contains(epoch) ? .infinity : loss + 0.3 * progress, .crossEntropy: 1,
                    ],
                    learningRate: epoch > epochs / 2 ? 5e-5 : 1e-4, seconds: 1, samplesPerSecond: 100)
            })
    }

    /// Its images.
    package var dataset: Dataset {
        let training = (0..<classes).map { 40 + 17 * ($0 % 5) }
        let dataset = Dataset(
            classes: classNames, train: split(training), validation: split(training.map { $0 / 4 }))
        guard isBalanced else { return dataset }
        return try! dataset.balanced(ClassBalance(), seed: 0)
    }

    /// Three of four right, some of them with little certainty.
    private var probabilities: [[Float]] {
        let labels = split((0..<classes).map { (40 + 17 * ($0 % 5)) / 4 }).labels
        return labels.enumerated().map { index, label in
            let prediction = index % 4 == 0 ? (Int(label) + 1 + index % 3) % classes : Int(label)
            let confidence = 1 / Float(classes) + (1 - 1 / Float(classes)) * Float(index % 10 + 1) / 11
            return (0..<classes).map { $0 == prediction ? confidence : (1 - confidence) / Float(classes - 1) }
        }
    }

    private func split(_ counts: [Int]) -> Split {
        let labels = counts.indices.flatMap { Array(repeating: UInt16($0), count: counts[$0]) }
        let faces = SyntheticFaces.dataset(count: 140, seed: 1).train.images
        return Split(images: faces.selecting(labels.indices.map { $0 % faces.count }), labels: labels)
    }
}
