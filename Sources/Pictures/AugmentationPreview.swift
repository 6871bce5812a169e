import Augmentation
import Configuration
import Datasets
import Plots
import Tensors

/// What augmentation makes of some training images of each class.
public struct AugmentationPreview: Sendable {
    /// The most images of each class that a preview can show.
    public static let mostImages = 10
    /// The most copies that a preview can show of an image, and the most epochs for which it can show the augmented
    /// image.
    public static let mostDraws = 20
    /// The most images of all classes together, which keeps the height of the picture within what viewers show.
    private static let mostRows = 100

    /// The shown images of one class.
    public struct Group: Sendable {
        /// The name of the class.
        public let name: String
        /// A row for each image that is shown, with the pixels in each column, the original first. In the columns for
        /// copies, the pixels are nil if the class gets no copies.
        public let rows: [[[UInt8]?]]
    }

    /// The shape that all images have.
    public let shape: ImageShape
    /// The title of each column, for instance `original` or `copy 1`.
    public let columns: [String]
    /// The classes that are shown, in the order of the data set.
    public let groups: [Group]
    /// The number of classes that augmentation changes, but that are left out of ``groups`` because there are too many.
    public let classesLeftOut: Int
    /// The names of the classes that augmentation leaves as they are.
    public let unchanged: [String]

    /// Takes some images of each class that augmentation changes, and computes for each image the copies that
    /// `data.balance` makes of it, and what `augment` makes of it in the first epochs of a run. The pixels are those
    /// that a run would use. A preview may show more copies of an image than its class gets.
    ///
    /// - Parameters:
    ///   - dataset: the data set, to which no copies were added.
    ///   - images: how many images of each class are shown at most, spread evenly over the class.
    ///   - draws: how many copies of each image are shown, and for how many epochs the augmented image is shown.
    ///   - classes: how many classes are shown at most, spread evenly over those that augmentation changes; nil for as
    ///     many as the picture has room for.
    /// - Throws: `DatasetError` if the balance does not fit the data.
    public init(
        of dataset: Dataset, configuration: RunConfiguration, images: Int, draws: Int, classes: Int? = nil
    ) throws(DatasetError) {
        let (balance, seed, shape) = (configuration.data.balance, configuration.seed, dataset.shape)
        let copies = try balance.map { (balance) throws(DatasetError) in try dataset.copyCounts(for: balance) }
        let online = configuration.augment.isEmpty ? nil : Augmenter(configuration.augment, shape: shape)
        let starts = try balance.map { (balance) throws(DatasetError) in try dataset.classStarts(for: balance) }
        let members = dataset.train.members(classes: dataset.classes.count)
        let getsCopies = dataset.classes.indices.map { (copies?[$0] ?? 0) > 0 }
        let changed = dataset.classes.indices.filter {
            !members[$0].isEmpty && (online != nil || getsCopies[$0])
        }
        let shown = min(changed.count, classes ?? max(AugmentationPreview.mostRows / images, 1))
        self.shape = shape
        columns =
            ["original"] + (balance == nil ? [] : (1...draws).map { "copy \($0)" })
            + (online == nil ? [] : (1...draws).map { "epoch \($0)" })
        classesLeftOut = changed.count - shown
        unchanged = dataset.classes.indices.filter { !changed.contains($0) }.map { dataset.classes[$0] }
        groups = (0..<shown).map { changed[$0 * changed.count / shown] }.map { label in
            let count = members[label].count
            let copier = balance.map { Augmenter($0.transforms(of: dataset.classes[label]), shape: shape) }
            let rowCount = min(images, count)
            let rows = (0..<rowCount).map { position in
                let place = position * count / rowCount
                let index = members[label][place]
                let original = dataset.train.images.pixels(of: [index])
                var row: [[UInt8]?] = [original]
                if let copier {
                    row += (0..<draws).map { draw in
                        getsCopies[label]
                            ? copier.augmented(original, .copy(place + draw * count, ofClass: label, seed: seed)) : nil
                    }
                }
                if let online {
                    let sample = starts.map { $0[label] + place } ?? index
                    row += (1...draws).map { online.augmented(original, .sample(sample, epoch: $0, seed: seed)) }
                }
                return row
            }
            return Group(name: dataset.classes[label], rows: rows)
        }
    }

    /// The picture: a row for each image, with the original at the left.
    ///
    /// - Parameter details: the line below the title.
    public func drawing(details: String) -> Drawing {
        let names = TextStyle.small.fitted(groups.map(\.name), width: TileGrid.pitch - 12)
        let tiles = zip(groups, names).flatMap { group, name in
            group.rows.flatMap { row in
                zip(columns, row).enumerated().map { column, cell in
                    let (title, values) = cell
                    return TileGrid.Tile(
                        values.map {
                            Pixels(width: shape.width, height: shape.height, channels: shape.channels, values: $0)
                        },
                        captions: column == 0
                            ? [TileGrid.Caption(name)]
                            : [TileGrid.Caption(values == nil ? "no copies" : title, paint: .muted)],
                        mark: column == 0 ? .blue : nil, note: column == 0 ? group.name : nil)
                }
            }
        }
        let grid = TileGrid(tiles, columns: columns.count)
        var drawing = Drawing(
            title: "Augmented training images", summary: "Training images beside what augmentation makes of them.",
            width: 2 * Drawing.margin + Double(columns.count) * TileGrid.pitch - 12,
            height: Drawing.headingHeight + grid.height + 8)
        drawing.addHeading(details: details)
        grid.draw(in: &drawing, at: Point(Drawing.margin, Drawing.headingHeight))
        return drawing
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
