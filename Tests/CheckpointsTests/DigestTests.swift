import Checkpoints
import Files
import Tensors
import Testing

@Suite struct DigestTests {
    /// Computed by scripts/loaders/checkpoint.py, which weights_sha256.py prints.
    @Test func digestsOfARunAreThoseOfTheScript() throws {
        let golden = Golden.named("chorus")
        let file = golden.file
        #expect(file.weightsDigest == golden.digests["weights_sha256"])
        #expect(file.bestWeightsDigest == golden.digests["best_weights_sha256"])
        #expect(file.stateDigest == golden.digests["state_sha256"])
        #expect(file.digest == golden.digests["content_sha256"])
    }

    @Test func oddNamesAndValuesDigestAsInTheScript() {
        let golden = Golden.named("python")
        #expect(golden.file.weightsDigest == golden.digests["weights_sha256"])
        #expect(golden.file.digest == golden.digests["content_sha256"])
    }

    @Test func exportOfTheBestWeightsHasTheirDigest() {
        let file = Golden.named("chorus").file
        let export = TensorFile(tensors: file.tensors(in: .best))
        #expect(export.weightsDigest == file.bestWeightsDigest)
        #expect(export.bestWeightsDigest == nil)
    }

    @Test func everyPartOfTheStateCounts() {
        var file = Golden.named("chorus").file
        let digest = file.stateDigest
        file.metadata["line"] = "changed"
        file.tensors["best/conv2d_1/bias"] = Tensor(shape: [2], values: [0, 0])
        #expect(file.stateDigest == digest)
        var other = file
        other.metadata[TensorFile.countersKey] = "{}"
        #expect(other.stateDigest != digest)
        other = file
        other.tensors["adam/first_moment/conv2d_1/bias"]?.values[0] += 1
        #expect(other.stateDigest != digest)
    }

    @Test func shapeNameBitsAndPlaceCount() {
        let one = Tensor(shape: [2], values: [0, 1])
        let digests = [
            Digest.sha256(["a": one]),
            Digest.sha256(["b": one]),
            Digest.sha256(["a": Tensor(shape: [2, 1], values: [0, 1])]),
            Digest.sha256(["a": Tensor(shape: [2], values: [-0.0, 1])]),
            Digest.sha256(["a": one], strings: ["b": ""]),
            Digest.sha256(["a": one], strings: ["": "b"]),
            Digest.sha256([:], strings: ["a": ""]),
        ]
        #expect(Set(digests).count == digests.count)
    }

    @Test func groupsAreToldApartByPrefix() {
        #expect(TensorGroup(of: "conv2d_1/kernel") == .weights)
        #expect(TensorGroup(of: "adam/first_moment/conv2d_1/kernel") == .firstMoment)
        #expect(TensorGroup(of: "best/conv2d_1/kernel") == .best)
        var file = TensorFile()
        let tensor = Tensor(shape: [1], values: [3])
        for group in TensorGroup.allCases { file.insert(["dense_1/bias": tensor], in: group) }
        #expect(
            file.tensors.keys.sorted() == [
                "adam/first_moment/dense_1/bias", "adam/second_moment/dense_1/bias", "best/dense_1/bias",
                "dense_1/bias",
            ])
        for group in TensorGroup.allCases { #expect(file.tensors(in: group) == ["dense_1/bias": tensor]) }
    }
}
