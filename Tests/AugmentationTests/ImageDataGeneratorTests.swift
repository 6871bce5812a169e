import Augmentation
import Tensors
import Testing

/// Each transform with given parameters against Keras' ImageDataGenerator and Pillow.
@Suite struct ImageDataGeneratorTests {
    /// A truncated value may fall to either side of a whole number, so that a grey level is tolerated after one; an
    /// interpolation alone differs by rounding.
    @Test(arguments: try Goldens.cases())
    func values(of golden: Goldens.Case) {
        let result = golden.result()
        let isTruncated = golden.transforms.count > 1
        let difference = zip(result, golden.expected).map { abs($0 - $1) }
        #expect(result.count == golden.expected.count)
        #expect(difference.allSatisfy { $0 <= (isTruncated ? 1 : 1e-3) }, "\(difference.max() ?? 0)")
        // One grey level is for a few values alone.
        #expect(difference.count { $0 > 1e-3 } <= golden.shape.count / 50)
    }

    /// The cases have every transform, alone and together.
    @Test func everyTransformHasACase() throws {
        let kinds = try Set(Goldens.cases().flatMap { $0.transforms.map(\.kind) })
        #expect(kinds == Set(TransformList.names))
        #expect(try Goldens.cases().contains { Set($0.transforms.map(\.kind)) == kinds })
    }
}
