import Augmentation
import Datasets
import Synchronization
import Tensors
import Testing

@Suite struct BalanceTests {
    private static let shape = ImageShape(height: 6, width: 5, channels: 1)
    /// 4 images of a, 2 of b, none of c.
    private let dataset = BalanceTests.dataset(labels: [0, 0, 0, 0, 1, 1], classes: ["a", "b", "c"])

    private static func dataset(labels: [UInt16], classes: [String]) -> Dataset {
        let images = ImageStore(shape: shape, count: labels.count) { index, pixels in
            for value in 0..<shape.count { pixels[value] = UInt8((index * 41 + value * 7) % 256) }
        }
        let split = Split(images: images, labels: labels)
        return Dataset(classes: classes, train: split, validation: split.selecting([0, 4]))
    }

    private func pixels(_ split: Split, _ index: Int) -> [UInt8] { split.images.pixels(of: [index]) }

    @Test func copiesFollowTheImages() throws {
        var balance = ClassBalance(targets: .perClass(["a": 3, "b": 7]))
        balance.augment = .none
        let balanced = try dataset.balanced(balance, seed: 0)
        #expect(balanced.copies == [0, 5, 0])
        #expect(balanced.train.labels == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1])
        for index in 0..<6 { #expect(pixels(balanced.train, index) == pixels(dataset.train, index)) }
        // Copy j is of the image j mod 2.
        for copy in 0..<5 { #expect(pixels(balanced.train, 6 + copy) == pixels(dataset.train, 4 + copy % 2)) }
        #expect(balanced.validation.labels == dataset.validation.labels)
        #expect(
            balanced.remarks
                == dataset.remarks + ["class a has 4 images, more than its target of 3: it gets no copies"])
    }

    /// As files of class folders are read, so that the written set is read in the same order.
    @Test func samplesAreInOrderOfTheirClass() throws {
        let mixed = BalanceTests.dataset(labels: [1, 0, 1, 0, 0], classes: ["a", "b"])
        var balance = ClassBalance()
        balance.augment = .none
        let balanced = try mixed.balanced(balance, seed: 0)
        #expect(balanced.train.labels == [0, 0, 0, 1, 1, 1])
        let sources = [1, 3, 4, 0, 2, 0]
        for (index, source) in sources.enumerated() {
            #expect(pixels(balanced.train, index) == pixels(mixed.train, source))
        }
    }

    @Test func copiesAreAugmentedByTheirKey() throws {
        let balance = ClassBalance()
        let most = Mutex(0)
        let balanced = try dataset.balanced(balance, seed: 9) { done, total in
            most.withLock { $0 = max($0, done) }
            #expect(total == 2)
        }
        #expect(most.withLock { $0 } == 2)
        #expect(balanced.copies == [0, 2, 0])
        let augmenter = Augmenter(balance.augment, shape: Self.shape)
        for copy in 0..<2 {
            var expected = pixels(dataset.train, 4 + copy)
            expected.withUnsafeMutableBufferPointer {
                augmenter.augment($0.baseAddress!, into: $0.baseAddress!, .copy(copy, ofClass: 1, seed: 9))
            }
            #expect(pixels(balanced.train, 6 + copy) == expected)
            #expect(expected != pixels(dataset.train, 4 + copy))
        }
    }

    @Test func aClassMayHaveItsOwnList() throws {
        var balance = ClassBalance(targets: .perClass(["a": 5, "b": 3]))
        balance.classAugment.lists = ["b": .none]
        let balanced = try dataset.balanced(balance, seed: 0)
        #expect(balanced.train.labels == [0, 0, 0, 0, 0, 1, 1, 1])
        #expect(pixels(balanced.train, 4) != pixels(dataset.train, 0))
        #expect(pixels(balanced.train, 7) == pixels(dataset.train, 4))
    }

    /// The paper counts 4,000 of a class that has 4,103: copies are only added.
    @Test func nothingIsTakenAway() throws {
        let unchanged = try dataset.balanced(ClassBalance(targets: .perClass(["a": 1, "b": 2])), seed: 0)
        #expect(unchanged.copies == [0, 0, 0])
        // The target of b is what it has.
        #expect(
            unchanged.remarks
                == dataset.remarks + ["class a has 4 images, more than its target of 1: it gets no copies"])
        let both = ClassBalance(targets: .perClass(["a": 1, "b": 1]))
        #expect(
            dataset.remarks(on: both)
                == ["2 classes have more images than their target and get no copies: a (4, target 1), b (2, target 1)"])
        let none = ClassBalance(targets: .perClass([:]))
        #expect(dataset.remarks(on: none) == ["balance.targets names no class: no class gets copies"])
        #expect(dataset.remarks(on: ClassBalance()).isEmpty)
        #expect(unchanged.train.count == 6)
        // The order does not depend on whether a class gets copies.
        let mixed = BalanceTests.dataset(labels: [1, 0, 1, 0, 1, 0], classes: ["a", "b"])
        #expect(try mixed.balanced(ClassBalance(), seed: 0).train.labels == [0, 0, 0, 1, 1, 1])
    }

    @Test(arguments: [
        (
            ClassBalance.Targets.perClass(["A": 9]), "balance.targets.A",
            "the data have no such class; did you mean 'a'?"
        ),
        (.perClass(["c": 9]), "balance.targets.c", "the class has no training image to copy"),
    ])
    func mistakesAreNamed(targets: ClassBalance.Targets, name: String, reason: String) {
        #expect(throws: DatasetError.wrongOption(name: name, reason: reason)) {
            try dataset.balanced(ClassBalance(targets: targets), seed: 0)
        }
    }

    @Test func aListOfNoClassIsNamed() {
        var balance = ClassBalance()
        balance.classAugment.lists = ["bb": .none]
        let error = #expect(throws: DatasetError.self) { try dataset.balanced(balance, seed: 0) }
        #expect(error?.description.hasPrefix("data.balance.class_augment.bb: ") == true)
    }
}
