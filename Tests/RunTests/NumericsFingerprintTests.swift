import Compute
import Run
import Configuration
import Networks
import Tensors
import Testing

/// The fingerprints of the presets. A checkpoint with another fingerprint is not resumed. So they may change only in a
/// release that intentionally computes other bits. A failure shows the new fingerprint.
@Suite struct NumericsFingerprintTests {
    @Test(arguments: [
        ("fer-cnn", "4969820bf8b0191226b03ac493608ea3d867f8d471b08cfb88d366f3fea17930"),
        ("hackersrealm", "28f06abbcbe0bec5df05e0b80672c5d6c8f73cbc4f0b5e9b4e5ecfc21172138a"),
    ])
    func presets(model: String, noted: String) throws {
        var configuration = RunConfiguration()
        configuration.model = model
        let network = try Network(
            configuration.modelSpec(), input: ImageShape(height: 48, width: 48, channels: 1), classes: 7)
        for instructions in [.avx2, InstructionSet.avx512].compactMap(\.self) {
            let fingerprint = NumericsFingerprint.compute(
                network: network, microBatchSize: 16, instructions: instructions)
            #expect(fingerprint == noted, "\(instructions.name)")
        }
    }
}
