import Augmentation
import Configuration
import Testing

@Suite struct AugmentationSettingsTests {
    private func configuration(_ yaml: String) throws -> RunConfiguration {
        try RunConfiguration(yaml: yaml, file: "run.yaml")
    }

    @Test func listsAndTargetsAreRead() throws {
        let read = try configuration(
            """
            data:
              balance:
                targets: {disgust: 3500, fear: 4000}
                augment:
                  - affine: {rotation: 30, zoom: 0.2}
                  - flip
                class_augment:
                  fear: [brightness]
            augment:
              - contrast: {factor: [0.5, 1.5], probability: 0.25}
            """)
        var expected = ClassBalance(targets: .perClass(["disgust": 3500, "fear": 4000]))
        expected.augment = TransformList([Affine(rotation: 30, zoom: FactorRange(0.8, 1.2)), Flip()])
        expected.classAugment.lists = ["fear": TransformList([Brightness()])]
        #expect(read.data.balance == expected)
        var contrast = Contrast()
        contrast.factor = FactorRange(0.5, 1.5)
        contrast.probability = 0.25
        #expect(read.augment == TransformList([contrast]))
        // The written configuration is read back.
        #expect(try configuration(read.yaml()) == read)
    }

    @Test func largestIsAWord() throws {
        #expect(try configuration("data: {balance: largest}").data.balance == ClassBalance())
        #expect(try configuration("data: {balance: null}").data.balance == nil)
        #expect(RunConfiguration().data.balance == nil)
        #expect(RunConfiguration().augment.isEmpty)
    }

    /// They decide bits, so a resumed run must have the same.
    @Test func checkpointsHaveThem() throws {
        let plain = RunConfiguration().decidingOptions
        let other = try configuration("{data: {balance: largest}, augment: [flip]}")
        #expect(Set(other.decidingDifferences(from: plain).map(\.key)) == ["data.balance", "augment"])
        #expect(other.differences(from: RunConfiguration()).sorted() == ["augment", "data.balance"])
        // A checkpoint from before there were such options.
        let older = plain.filter { !["data.balance", "augment"].contains($0.key) }
        #expect(RunConfiguration().decidingDifferences(from: older).isEmpty)
    }

    @Test(arguments: [
        (
            "augment: flip",
            "run.yaml:1: augment is flip; it must be a list of up to 64 transforms, each affine, flip, brightness or "
                + "contrast with its options"
        ),
        (
            "augment:\n  - affine: {rotation: 400}",
            "run.yaml:2: augment.affine.rotation is 400; it must be a number of degrees from 0.0 to 180.0"
        ),
        (
            "augment:\n  - affine:\n      rotations: 3",
            "run.yaml:3: augment.affine.rotations is not a setting; did you mean 'rotation'?"
        ),
        ("augment: [flop]", "run.yaml:1: augment.flop is not a transform; did you mean 'flip'?"),
        (
            "data: {balance: all}",
            "run.yaml:1: data.balance is all; it must be largest, or a mapping like {targets: {disgust: 3500}, "
                + "augment: [flip]}, or null for the images as they are"
        ),
        (
            "data: {balance: {targets: {fear: 0}}}",
            "run.yaml:1: data.balance.targets.fear is 0; it must be a whole number from 1 to 100000000"
        ),
        (
            "data: {balance: {target: {fear: 1}}}",
            "run.yaml:1: data.balance.target is not a setting; did you mean 'targets'?"
        ),
    ])
    func mistakesAreNamed(yaml: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(yaml) }
        #expect(error?.description == message)
    }
}
