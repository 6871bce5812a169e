import Augmentation
import Configuration
import Datasets
import Plots
import Tensors

extension Picture {
    /// Training images and what augmentation makes of them: the copies that balance the classes, or, without balance,
    /// what the first epochs see.
    static func augmented(_ source: PictureSource) -> Drawing? {
        guard let dataset = source.dataset else { return nil }
        return AugmentedTiles(source, dataset)?.drawing()
    }
}

private struct AugmentedTiles {
    private let dataset: Dataset
    private let details: String
    private let seed: UInt64
    /// The transforms that made the copies of each class; nil if the picture shows the augmentation of each epoch
    /// instead.
    private let balance: ClassBalance?
    private let online: TransformList
    private let labels: [Int]

    private static let mostRows = 8
    private static let mostDraws = 7
    private let draws: Int
    /// The names of the classes, shortened.
    private let shortNames: [String]

    /// Nil if nothing is augmented.
    init?(_ source: PictureSource, _ dataset: Dataset) {
        self.dataset = dataset
        seed = source.configuration.seed
        online = source.configuration.augment
        let added = dataset.copies.reduce(0, +)
        let balance = added > 0 ? source.configuration.data.balance : nil
        self.balance = balance
        // Without balance, column n is epoch n, so there are no more columns than the run has epochs.
        draws = min(AugmentedTiles.mostDraws, balance == nil ? max(source.configuration.epochs, 1) : .max)
        shortNames = TextStyle.small.fitted(dataset.classes, width: 92)
        guard balance != nil || !online.isEmpty else { return nil }
        let counts = dataset.train.classCounts(classes: dataset.classes.count)
        let candidates = counts.indices.filter { balance == nil ? counts[$0] > 0 : dataset.copies[$0] > 0 }
        let shown = min(candidates.count, AugmentedTiles.mostRows)
        labels = (0..<shown).map { candidates[$0 * candidates.count / shown] }
        details =
            balance != nil
            ? "\(source.name): the original at the left, augmented copies of it at the right"
            : "\(source.name): the original at the left, what the first epochs see at the right"
    }

    func drawing() -> Drawing {
        let tiles = labels.flatMap { row($0) }
        let grid = TileGrid(tiles, columns: draws + 1)
        var drawing = Drawing(
            title: "Augmented training images", summary: "Training images beside augmented copies of them.",
            width: 2 * Drawing.margin + Double(draws + 1) * TileGrid.pitch - 12,
            height: Drawing.headingHeight + grid.height + 8)
        drawing.addHeading(details: details)
        grid.draw(in: &drawing, at: Point(Drawing.margin, Drawing.headingHeight))
        return drawing
    }

    /// The first image of a class, and draws of it.
    private func row(_ label: Int) -> [TileGrid.Tile] {
        let counts = dataset.train.classCounts(classes: dataset.classes.count)
        let originals = counts[label] - dataset.copies[label]
        guard let image = dataset.train.labels.firstIndex(of: UInt16(label)), originals > 0 else { return [] }
        let list = balance?.transforms(of: dataset.classes[label]) ?? online
        let augmenter = Augmenter(list, shape: dataset.shape)
        let pixels = dataset.train.images.pixels(of: image..<image + 1)
        let copies = (0..<draws).map { draw in
            var target = pixels
            // The copies of a class go through its originals in turn, so copy k · `originals` is made from the first
            // image.
            let key: AugmentationKey =
                balance != nil
                ? .copy(draw * originals, ofClass: label, seed: seed)
                : .sample(image, epoch: draw + 1, seed: seed)
            augmenter.augment(pixels, into: &target, key)
            let shape = dataset.shape
            return TileGrid.Tile(
                Pixels(width: shape.width, height: shape.height, channels: shape.channels, values: target),
                captions: balance == nil ? [TileGrid.Caption("epoch \(draw + 1)", paint: .muted)] : [])
        }
        return [
            TileGrid.Tile(
                dataset.train.images.picture(image), captions: [TileGrid.Caption(shortNames[label])],
                mark: .blue, note: dataset.classes[label])
        ] + copies
    }
}
