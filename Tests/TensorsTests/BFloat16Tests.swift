import Foundation
import Tensors
import Testing

@Suite struct BFloat16Tests {
    /// A float's bits, and the upper half that PyTorch rounds it to; made by scripts/goldens/bfloat16.py.
    private static func golden() throws -> [(bits: UInt32, half: UInt16)] {
        let file = try #require(Bundle.module.url(forResource: "Goldens/bfloat16", withExtension: "json"))
        let pairs = try JSONDecoder().decode([[UInt32]].self, from: Data(contentsOf: file))
        return pairs.map { ($0[0], UInt16($0[1])) }
    }

    @Test func roundsAsPyTorchDoes() throws {
        let golden = try BFloat16Tests.golden()
        #expect(golden.count > 300)
        var values = golden.map { Float(bitPattern: $0.bits) }
        var halves = [UInt16](repeating: 0, count: values.count)
        BFloat16.pack(values, to: &halves, count: values.count)
        #expect(halves == golden.map(\.half))
        BFloat16.round(&values, count: values.count)
        #expect(values.map(\.bitPattern) == golden.map { UInt32($0.half) << 16 })
        var unpacked = [Float](repeating: -1, count: values.count)
        // From an odd address.
        let bytes: [UInt8] = [0] + halves.withUnsafeBytes { Array($0) }
        bytes.withUnsafeBytes { BFloat16.unpack($0.baseAddress! + 1, to: &unpacked, count: values.count) }
        #expect(unpacked.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test(arguments: [0, 1, 7, 8, 31, 100], [Float.infinity, -.infinity, .nan, Float(bitPattern: 0x7F80_0001)])
    func whatIsNotFiniteStaysSoAndIsSeen(index: Int, value: Float) {
        var values = [Float](repeating: 1.25, count: 101)
        var halves = [UInt16](repeating: 0, count: values.count)
        BFloat16.pack(values, to: &halves, count: values.count)
        #expect(halves.withUnsafeBytes { BFloat16.allFinite($0) })
        values[index] = value
        BFloat16.pack(values, to: &halves, count: values.count)
        #expect(halves.withUnsafeBytes { !BFloat16.allFinite($0) })
        BFloat16.round(&values, count: values.count)
        #expect(values[index].isNaN == value.isNaN && !values[index].isFinite)
    }
}
