import Augmentation
import Configuration
import Datasets
import Reports
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
        #expect(preview.groups.map(\.name) == ["a", "b"])
        #expect(preview.groups.map(\.remark) == ["no copies", nil])
        let balanced = try small.balanced(configuration.data.balance!, seed: 5)
        func pixels(_ index: Int) -> [UInt8] { balanced.train.images.pixels(of: [index]) }
        #expect(preview.groups[0].rows == [[pixels(0), nil, nil, nil], [pixels(2), nil, nil, nil]])
        // Copies 0, 2 and 4 are of b's first image, and 1, 3 and 5 of its second. They stand behind both.
        #expect(
            preview.groups[1].rows == [
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

    /// Images are enlarged, or reduced, and stand where the layout says; names are drawn at the left.
    @Test(arguments: [
        ImageShape(height: 6, width: 5, channels: 1), ImageShape(height: 48, width: 48, channels: 3),
        ImageShape(height: 400, width: 300, channels: 1), ImageShape(height: 1, width: 4096, channels: 3),
    ])
    func theSheetHasEveryImage(shape: ImageShape) throws {
        var configuration = RunConfiguration()
        configuration.augment = TransformList([Flip()])
        let names = ["a", "a name that is too long for the margin", "\u{1B}[2J", "é"]
        let data = dataset([0, 1, 1, 2, 3], classes: names, shape: shape)
        let sheet = PreviewSheet(
            try AugmentationPreview(of: data, configuration: configuration, images: 2, draws: 3))
        #expect(sheet.shape.channels == shape.channels && sheet.pixels.count == sheet.shape.count)
        #expect(sheet.shape.height < 1200 && sheet.shape.width < 1300)
        // White borders, and something in each quarter.
        func isWhite(_ row: Int) -> Bool {
            let width = sheet.shape.width * shape.channels
            return sheet.pixels[row * width..<(row + 1) * width].allSatisfy { $0 == 255 }
        }
        for row in [0, 10, sheet.shape.height - 1, sheet.shape.height - 10] { #expect(isWhite(row), "row \(row)") }
        for quarter in 0..<4 {
            let rows = quarter * sheet.shape.height / 4..<(quarter + 1) * sheet.shape.height / 4
            #expect(!rows.allSatisfy(isWhite), "quarter \(quarter)")
        }
    }

    @Test func manyClassesAreNotAllDrawn() throws {
        var configuration = RunConfiguration()
        configuration.augment = TransformList([Flip()])
        let data = dataset((0..<100).map { UInt16($0) }, classes: (0..<100).map { "class \($0)" }, shape: shape)
        let preview = try AugmentationPreview(of: data, configuration: configuration, images: 10, draws: 20)
        #expect(preview.groups.count == 24)
        #expect(PreviewSheet(preview).shape.height < 3000)
    }
}
