import Datasets
import GeneratedFaces
import Tensors
import Testing

@Suite struct SyntheticFacesTests {
    @Test func areTheSamePixelsOnEveryMachine() {
        let digests = SyntheticFaces.classes.indices.map { label in
            fnv1a((0..<4).flatMap { SyntheticFaces.face(class: label, index: $0, seed: 42) })
        }
        #expect(
            digests == [
                13_060_848_034_312_536_220, 4_548_002_088_681_666_480, 12_052_532_877_823_336_796,
                2_355_887_158_155_686_313, 8_216_374_954_450_663_568, 673_000_334_336_435_144,
                11_762_482_120_411_814_901,
            ])
    }

    @Test func dependOnSeedIndexAndClassAlone() {
        let face = SyntheticFaces.face(class: 3, index: 5, seed: 1)
        #expect(face.count == 48 * 48)
        #expect(SyntheticFaces.face(class: 3, index: 5, seed: 1) == face)
        #expect(SyntheticFaces.face(class: 3, index: 5, seed: 2) != face)
        #expect(SyntheticFaces.face(class: 3, index: 5, seed: 1 << 40 | 1) != face)
        #expect(SyntheticFaces.face(class: 3, index: 6, seed: 1) != face)
    }

    @Test func showEveryExpressionOfOnePersonDifferently() {
        // Pose, light and noise are equal here, so that what differs is the expression.
        for index in 0..<10 {
            let faces = SyntheticFaces.classes.indices.map { SyntheticFaces.face(class: $0, index: index, seed: 7) }
            for first in faces.indices {
                for second in faces.indices where second > first {
                    let changed = zip(faces[first], faces[second]).count { abs(Int($0) - Int($1)) > 16 }
                    #expect(changed >= 15, "face \(index), classes \(first) and \(second)")
                }
            }
        }
    }

    @Test func useTheRangeOfGreys() {
        let pixels = SyntheticFaces.dataset(count: 140, seed: 0).train.images.withBytes { Array($0) }
        let mean = pixels.reduce(0) { $0 + Double($1) } / Double(pixels.count)
        #expect((90...160).contains(mean))
        #expect(pixels.count { $0 == 0 || $0 == 255 } < pixels.count / 10)
    }

    @Test func balanceTheClassesOfBothSplits() {
        let data = SyntheticFaces.dataset(count: 7 * 16 + 3, seed: 0)
        #expect(data.classes == ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"])
        #expect(data.shape == ImageShape(height: 48, width: 48, channels: 1))
        #expect(data.train.classCounts(classes: 7) == [15, 15, 15, 14, 14, 14, 14])
        #expect(data.validation.classCounts(classes: 7) == [2, 2, 2, 2, 2, 2, 2])
        #expect(data.test == nil)
    }

    @Test func keepAFaceOfEachClassForEitherSplit() {
        for fraction in [0.001, 0.5, 0.999] {
            let data = SyntheticFaces.dataset(
                count: SyntheticFaces.minimumCount, seed: 0, validationFraction: fraction)
            #expect(data.train.classCounts(classes: 7) == [Int](repeating: 1, count: 7))
            #expect(data.validation.classCounts(classes: 7) == [Int](repeating: 1, count: 7))
        }
    }

    @Test func areFaceIndexModSeven() {
        let data = SyntheticFaces.dataset(count: 70, seed: 9)
        #expect(data.train.images.pixels(of: [0]) == SyntheticFaces.face(class: 0, index: 0, seed: 9))
        #expect(data.train.images.pixels(of: [10]) == SyntheticFaces.face(class: 1, index: 8, seed: 9))
        #expect(data.validation.images.pixels(of: [6]) == SyntheticFaces.face(class: 6, index: 69, seed: 9))
    }

    /// A model that compares single pixels must not do well, since pose and light vary.
    @Test func areTooHardForTheNearestMeanFace() {
        let data = SyntheticFaces.dataset(count: 1400, seed: 0, validationFraction: 0.25)
        let means = meanFaces(data.train, classes: data.classes.count)
        let right = (0..<data.validation.count).count { index in
            let pixels = data.validation.images.pixels(of: [index])
            let distances = means.map { mean in
                zip(pixels, mean).reduce(0.0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
            }
            return distances.firstIndex(of: distances.min()!)! == Int(data.validation.labels[index])
        }
        #expect(Double(right) / Double(data.validation.count) < 0.4)
    }

    private func meanFaces(_ split: Split, classes: Int) -> [[Double]] {
        let counts = split.classCounts(classes: classes)
        var means = [[Double]](repeating: [Double](repeating: 0, count: split.images.shape.count), count: classes)
        for (index, label) in split.labels.enumerated() {
            for (place, pixel) in split.images.pixels(of: [index]).enumerated() {
                means[Int(label)][place] += Double(pixel) / Double(counts[Int(label)])
            }
        }
        return means
    }

    /// The 64-bit FNV-1a hash.
    private func fnv1a(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
