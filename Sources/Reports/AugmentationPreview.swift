import Augmentation
import Configuration
import Datasets
import PlainText
import Run
import Tensors

/// What augmentation makes of some training images of each class.
public struct AugmentationPreview: Sendable {
    /// The most images of a class.
    public static let mostImages = 10
    /// The most copies, or epochs, of an image.
    public static let mostDraws = 20
    /// The most classes.
    private static let mostClasses = 24

    /// The images of one class.
    public struct Group: Sendable {
        /// The name of the class.
        public let name: String
        /// A remark on the class; nil for none.
        public let remark: String?
        /// A row for each image shown: its pixels in each column, original first; nil in a column for a copy if the
        /// class gets no copies.
        public let rows: [[[UInt8]?]]
    }

    /// The size of all images.
    public let shape: ImageShape
    /// What each column has.
    public let columns: [String]
    /// The first classes, in their order.
    public let groups: [Group]

    /// Draws some images of each class: the image, the copies of it that `data.balance` makes, and what `augment` makes
    /// of it in the first epochs of a run. They have the pixels that a run would use. An image may have more copies
    /// here than its class gets.
    ///
    /// - Parameters:
    ///   - dataset: the data set without copies.
    ///   - images: how many of each class, evenly spread.
    ///   - draws: how many copies, and how many epochs, of each.
    /// - Throws: `DatasetError` if the balance does not fit the data.
    public init(
        of dataset: Dataset, configuration: RunConfiguration, images: Int, draws: Int
    ) throws(DatasetError) {
        let (balance, seed, shape) = (configuration.data.balance, configuration.seed, dataset.shape)
        let copies = try balance.map { (balance) throws(DatasetError) in try dataset.copyCounts(for: balance) }
        let online = configuration.augment.isEmpty ? nil : Augmenter(configuration.augment, shape: shape)
        let starts = try balance.map { (balance) throws(DatasetError) in try dataset.classStarts(for: balance) }
        let members = dataset.train.members(classes: dataset.classes.count)
        self.shape = shape
        columns =
            ["original"] + (balance == nil ? [] : (1...draws).map { "copy \($0)" })
            + (online == nil ? [] : (1...draws).map { "epoch \($0)" })
        groups = dataset.classes.indices.prefix(AugmentationPreview.mostClasses).map { label in
            let count = members[label].count
            let shown = min(images, count)
            let getsCopies = (copies?[label] ?? 0) > 0
            let copier = balance.map { Augmenter($0.transforms(of: dataset.classes[label]), shape: shape) }
            let rows = (0..<shown).map { position in
                let place = position * count / shown
                let index = members[label][place]
                let original = dataset.train.images.pixels(of: [index])
                var row: [[UInt8]?] = [original]
                if let copier {
                    row += (0..<draws).map { draw in
                        getsCopies
                            ? copier.augmented(original, .copy(place + draw * count, ofClass: label, seed: seed)) : nil
                    }
                }
                if let online {
                    let sample = starts.map { $0[label] + place } ?? index
                    row += (1...draws).map { online.augmented(original, .sample(sample, epoch: $0, seed: seed)) }
                }
                return row
            }
            return Group(
                name: plainText(dataset.classes[label]), remark: copier == nil || getsCopies ? nil : "no copies",
                rows: rows)
        }
    }
}

extension Augmenter {
    fileprivate func augmented(_ pixels: [UInt8], _ key: AugmentationKey) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
            augment(pixels, into: target.baseAddress!, key)
            count = pixels.count
        }
    }
}
