import Augmentation
import Configuration
import Datasets
import Pictures
import Plots
import Tensors
import Testing

@Suite struct AugmentationPreviewTests {
    private func dataset(_ labels: [UInt16], classes: [String], shape: ImageShape) -> Dataset {
        let images = ImageStore(shape: shape, count: labels.count) { index, pixels in
            for value in 0..<shape.count { pixels[value] = UInt8((index * 41 + value * 7) % 251) }
        }
        let split = Split(images: images, labels: labels)
        return Dataset(classes: classes, train: split, validation: split)
    }

    private let shape = ImageShape(height: 6, width: 5, channels: 1)
    /// Five images of a, two of b.
    private var small: Dataset { dataset([0, 0, 0, 0, 0, 1, 1], classes: ["a", "b"], shape: shape) }

    /// The images are spread over the class, and copies are those of the balanced data set.
    @Test func copiesAreThoseOfTheBalance() throws {
        var configuration = RunConfiguration()
        configuration.data.balance = ClassBalance(targets: .perClass(["b": 8]))
        configuration.seed = 5
        let preview = try AugmentationPreview(of: small, configuration: configuration, images: 2, draws: 3)
        #expect(preview.columns == ["original", "copy 1", "copy 2", "copy 3"])
        #expect(preview.groups.map(\.name) == ["b"] && preview.unchanged == ["a"])
        let balanced = try small.balanced(configuration.data.balance!, seed: 5)
        func pixels(_ index: Int) -> [UInt8] { balanced.train.images.pixels(of: [index]) }
        // Copies 0, 2 and 4 are of b's first image, and 1, 3 and 5 of its second. They stand behind both.
        #expect(
            preview.groups[0].rows == [
                [pixels(5), pixels(7), pixels(9), pixels(11)], [pixels(6), pixels(8), pixels(10), pixels(12)],
            ])
    }

    @Test func epochsAreThoseOfARun() throws {
        var configuration = RunConfiguration()
        configuration.augment = .ofBalance
        configuration.seed = 5
        let preview = try AugmentationPreview(of: small, configuration: configuration, images: 9, draws: 2)
        #expect(preview.columns == ["original", "epoch 1", "epoch 2"])
        #expect(preview.groups.map(\.rows.count) == [5, 2])
        let original = small.train.images.pixels(of: [6])
        let augmenter = Augmenter(configuration.augment, shape: shape)
        let epochs = (1...2).map { augmenter.augment(original, indices: [6], epoch: $0, seed: 5) }
        #expect(preview.groups[1].rows[1] == [original] + epochs)
        configuration.data.balance = ClassBalance()
        let both = try AugmentationPreview(of: small, configuration: configuration, images: 1, draws: 1)
        #expect(both.columns == ["original", "copy 1", "epoch 1"])
        // The second class has its images behind the copies of the first.
        let balanced = try small.balanced(ClassBalance(), seed: 5)
        let index = try #require(balanced.train.labels.firstIndex(of: 1))
        let first = balanced.train.images.pixels(of: [index])
        let expected = augmenter.augment(first, indices: [index], epoch: 1, seed: 5)
        #expect(both.groups[1].rows[0].map { $0 == first } == [true, false, false])
        #expect(both.groups[1].rows[0][2] == expected)
    }

    @Test func aBalanceThatDoesNotFitIsNamed() {
        var configuration = RunConfiguration()
        configuration.data.balance = ClassBalance(targets: .perClass(["disgust": 8]))
        let error = #expect(throws: DatasetError.self) {
            try AugmentationPreview(of: small, configuration: configuration, images: 2, draws: 3)
        }
        #expect(error?.description.hasPrefix("data.balance.targets.disgust: ") == true)
    }

    /// A class without copies stays empty there, where both lists are set.
    @Test func aClassWithoutCopiesHasEpochs() throws {
        var configuration = RunConfiguration()
        configuration.data.balance = ClassBalance(targets: .perClass(["b": 8]))
        configuration.augment = .ofBalance
        let preview = try AugmentationPreview(of: small, configuration: configuration, images: 9, draws: 2)
        #expect(preview.groups.map(\.rows.count) == [5, 2] && preview.unchanged.isEmpty)
        #expect(preview.groups[0].rows.allSatisfy { $0.map { $0 == nil } == [false, true, true, false, false] })
        #expect(preview.groups[1].rows.allSatisfy { !$0.contains(nil) })
        let texts = preview.drawing(details: "details").texts.map(\.text)
        #expect(texts.count { $0 == "no copies" } == 10 && texts.count { $0 == "copy 2" } == 2)
        #expect(texts.contains("details"))
    }

    /// Every image is in the picture, in its own form, and classes have their names.
    @Test(arguments: [
        ImageShape(height: 6, width: 5, channels: 1), ImageShape(height: 48, width: 48, channels: 3),
        ImageShape(height: 400, width: 300, channels: 1), ImageShape(height: 1, width: 4096, channels: 3),
    ])
    func thePictureHasEveryImage(shape: ImageShape) throws {
        var configuration = RunConfiguration()
        configuration.augment = TransformList([Flip()])
        let names = ["a", "a name that is too long for the margin", "\u{1B}[2J", "é"]
        let data = dataset([0, 1, 1, 2, 3], classes: names, shape: shape)
        let preview = try AugmentationPreview(of: data, configuration: configuration, images: 2, draws: 3)
        let drawing = preview.drawing(details: "")
        let images = drawing.marks.compactMap { if case .image(_, let pixels) = $0.shape { pixels } else { nil } }
        #expect(images.map(\.values) == preview.groups.flatMap(\.rows).flatMap { $0 }.compactMap { $0 })
        #expect(images.allSatisfy { $0.width == shape.width && $0.height == shape.height })
        #expect(drawing.texts.contains { $0.text == "é" })
        #expect(!drawing.texts.contains { $0.text.contains("\u{1B}") })
        #expect(try drawing.png().starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func manyClassesAreNotAllDrawn() throws {
        var configuration = RunConfiguration()
        configuration.augment = TransformList([Flip()])
        let data = dataset((0..<100).map { UInt16($0) }, classes: (0..<100).map { "class \($0)" }, shape: shape)
        let preview = try AugmentationPreview(of: data, configuration: configuration, images: 10, draws: 20)
        #expect(preview.groups.count == 10 && preview.classesLeftOut == 90)
        let png = try preview.drawing(details: "").png()
        #expect(png[16..<20].reduce(0) { $0 << 8 | Int($1) } < 5000, "drawn at its own size")
    }
}
