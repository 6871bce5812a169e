import Datasets
import PlainText
import Plots
import Tensors

extension Picture {
    /// Some right and some wrong predictions: each image with its predicted class and the probability, and below wrong
    /// predictions the true class. Nil if the run has no predictions.
    static func predictions(_ source: PictureSource) -> Drawing? {
        guard let classified = source.classified, classified.split.count > 0 else { return nil }
        return PredictionTiles(classified, run: source.name).drawing()
    }
}

private struct PredictionTiles {
    private let classified: ClassifiedSplit
    private let run: String
    private let right: [Int]
    private let wrong: [Int]
    /// The names of the classes, shortened to fit below an image.
    private let shortNames: [String]

    private static let columns = 8
    private static let most = 16
    private static let sectionHeight = 30.0

    init(_ classified: ClassifiedSplit, run: String) {
        self.classified = classified
        self.run = run
        right = classified.predictions.indices.filter { classified.isRight($0) }
        wrong = classified.predictions.indices.filter { !classified.isRight($0) }
        shortNames = TextStyle.small.fitted(classified.classes, width: TileGrid.textWidth)
    }

    func drawing() -> Drawing {
        let sections = [("Right", right, Colour.blue), ("Wrong", wrong, Colour.vermilion)].map { name, images, colour in
            (
                name: "\(name): \(TickFormat.count(images.count)) of \(TickFormat.count(classified.split.count))",
                grid: TileGrid(sample(of: images).map { tile($0, colour) }, columns: PredictionTiles.columns),
                isEmpty: images.isEmpty
            )
        }
        let shown = sections.filter { !$0.isEmpty }
        let width = 2 * Drawing.margin + Double(PredictionTiles.columns) * TileGrid.pitch - 12
        var drawing = Drawing(
            title: "Sample predictions",
            summary: "\(right.count) of \(classified.split.count) validation images are classified correctly.",
            width: width,
            height: Drawing.headingHeight
                + shown.reduce(8) { $0 + PredictionTiles.sectionHeight + $1.grid.height })
        drawing.addHeading(
            details:
                "\(run): validation images, the classes in turn; below each the predicted class and its probability")
        var y = Drawing.headingHeight
        for section in shown {
            drawing.add(TextMark(section.name, at: Point(Drawing.margin, y + 16), .heading))
            section.grid.draw(in: &drawing, at: Point(Drawing.margin, y + PredictionTiles.sectionHeight))
            y += PredictionTiles.sectionHeight + section.grid.height
        }
        return drawing
    }

    /// At most ``most`` of `images`, in order of class. The classes take turns to add an image, so that small classes
    /// are shown too. The images that a class adds lie at even distances in the class, from its first image on.
    private func sample(of images: [Int]) -> [Int] {
        let byClass = Dictionary(grouping: images) { classified.split.labels[$0] }.sorted { $0.key < $1.key }
            .map(\.value)
        guard !byClass.isEmpty else { return [] }
        let most = min(PredictionTiles.most, images.count)
        var quotas = byClass.map { _ in 0 }
        var left = most
        while left > 0 {
            for index in byClass.indices where left > 0 && quotas[index] < byClass[index].count {
                quotas[index] += 1
                left -= 1
            }
        }
        return zip(byClass, quotas).flatMap { images, quota in
            (0..<quota).map { images[$0 * images.count / quota] }
        }
    }

    private func tile(_ image: Int, _ colour: Colour) -> TileGrid.Tile {
        let (prediction, truth) = (classified.predictions[image], Int(classified.split.labels[image]))
        let probability = " " + percent(Double(classified.confidences[image]), decimals: 0)
        let sign = classified.isRight(image) ? "✓ " : "✗ "
        var captions = [TileGrid.Caption(sign + shortNames[prediction], ending: probability)]
        var note = "predicted: \(classified.classes[prediction])\(probability)"
        if !classified.isRight(image) {
            captions.append(TileGrid.Caption("true: " + shortNames[truth], paint: .muted))
            note += "\ntrue: \(classified.classes[truth])"
        }
        return TileGrid.Tile(
            classified.split.images.picture(image), captions: captions, mark: colour, note: note)
    }
}

extension ImageStore {
    /// An image as pixels of a drawing.
    func picture(_ image: Int) -> Pixels {
        Pixels(
            width: shape.width, height: shape.height, channels: shape.channels,
            values: pixels(of: image..<image + 1))
    }
}
