import Augmentation
import Tensors
import Testing

@Suite struct AugmenterTests {
    private static let shape = ImageShape(height: 12, width: 10, channels: 1)
    private static let pixels = (0..<shape.count).map { UInt8($0 * 83 % 256) }

    private func augmented(_ list: TransformList, _ key: AugmentationKey) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Self.shape.count)
        Augmenter(list, shape: Self.shape).augment(Self.pixels, into: &result, key)
        return result
    }

    /// The result depends on the key alone, and every part of the key changes it.
    @Test func theKeyDecides() {
        let list = TransformList.ofBalance
        let keys: [AugmentationKey] = [
            .copy(0, ofClass: 0, seed: 1), .copy(1, ofClass: 0, seed: 1), .copy(0, ofClass: 1, seed: 1),
            .copy(0, ofClass: 0, seed: 2), .sample(0, epoch: 1, seed: 1), .sample(1, epoch: 1, seed: 1),
            .sample(0, epoch: 2, seed: 1), .sample(0, epoch: 1, seed: 2),
        ]
        let results = keys.map { augmented(list, $0) }
        #expect(Set(results).count == keys.count)
        #expect(keys.map { augmented(list, $0) } == results)
        let shared = Augmenter(list, shape: Self.shape)
        var result = [UInt8](repeating: 0, count: Self.shape.count)
        for (key, expected) in zip(keys, results).reversed() {
            shared.augment(Self.pixels, into: &result, key)
            #expect(result == expected)
        }
    }

    /// Equal transforms of one list draw numbers of their own.
    @Test func theIndexInTheListDecides() {
        var brightness = Brightness()
        brightness.factor = FactorRange(0.2, 0.9)
        let key = AugmentationKey.sample(3, epoch: 1, seed: 1)
        let once = augmented(TransformList([brightness]), key)
        let last = augmented(TransformList([Affine(), brightness]), key)
        #expect(once != last)
    }

    @Test func aProbabilityIsThatShareOfImages() {
        var never = Brightness()
        never.probability = 0
        let flips = (0..<1000).count {
            augmented(TransformList([never, Flip()]), .sample($0, epoch: 1, seed: 5)) != Self.pixels
        }
        // 500 ± 4 standard deviations.
        #expect((437...563).contains(flips))
        #expect(augmented(.none, .sample(0, epoch: 1, seed: 5)) == Self.pixels)
        #expect(augmented(TransformList([Affine()]), .sample(0, epoch: 1, seed: 5)) == Self.pixels)
    }

    @Test func certainTransformsChangeEveryImage() {
        let list = TransformList([Flip(), Flip()])
        #expect(list.certain.transforms.map(\.probability) == [1, 1])
        let flips = (0..<20).count {
            augmented(TransformList([Flip()]).certain, .sample($0, epoch: 1, seed: 5)) != Self.pixels
        }
        #expect(flips == 20)
    }

    /// The extremes of all options give pictures, and not the same ones.
    @Test func extremeOptions() throws {
        var affine = Affine(
            rotation: 180, heightShift: 1, widthShift: 1, shear: 89, zoom: FactorRange(0.1, 10), fillMode: .reflect)
        var contrast = Contrast()
        contrast.factor = FactorRange(0, 10)
        for mode in FillMode.allCases {
            affine.fillMode = mode
            let results = (0..<50).map {
                augmented(TransformList([affine, contrast, Brightness()]), .sample($0, epoch: 1, seed: 0))
            }
            #expect(Set(results).count > 40)
        }
    }
}
