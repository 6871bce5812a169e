import Datasets
import Plots

extension Picture {
    /// The number of images of each class in each split, and of the augmented copies that balance the classes. Nil if
    /// the images are not at hand.
    static func classes(_ source: PictureSource) -> Drawing? {
        guard let dataset = source.dataset else { return nil }
        let count = dataset.classes.count
        let trained = dataset.train.classCounts(classes: count)
        let added = dataset.copies.reduce(0, +)
        let others = [
            ("validation", dataset.validation, Colour.green), ("test", dataset.test, Colour.purple),
        ].compactMap { name, split, colour in
            split.flatMap { $0.count > 0 ? (name: name, counts: $0.classCounts(classes: count), colour: colour) : nil }
        }
        let shown = ShownClasses(counts: trained)
        let rows = shown.indices.map { label in
            let copies = dataset.copies[label]
            let originals = trained[label] - copies
            let text =
                TickFormat.count(originals)
                + (copies > 0 ? " + \(TickFormat.count(copies)) = \(TickFormat.count(trained[label]))" : "")
            let training = ClassBars.Bar(
                parts: [(Double(originals), .blue), (Double(copies), .orange)], text: text,
                note: "\(dataset.classes[label]): \(originals) training images, \(copies) augmented copies")
            return ClassBars.Row(
                name: dataset.classes[label],
                bars: [training]
                    + others.map { split in
                        ClassBars.Bar(
                            parts: [(Double(split.counts[label]), split.colour)],
                            text: TickFormat.count(split.counts[label]),
                            note: "\(dataset.classes[label]): \(split.counts[label]) \(split.name) images")
                    })
        }
        let total = "\(TickFormat.count(dataset.train.count - added)) training images"
        let copied = added > 0 ? " and \(TickFormat.count(added)) augmented copies that balance the classes" : ""
        return ClassBars(
            title: "Images of each class", summary: "\(count) classes with \(total)\(copied).",
            details: "\(source.name): \(total)\(copied)\(shown.remark)",
            legend: [(.blue, "training images")] + (added > 0 ? [(.orange, "augmented copies")] : [])
                + others.map { ($0.colour, "\($0.name) images") },
            axis: "images", rows: rows
        ).drawing()
    }
}
