import Foundation
import Tensors
import Testing

/// What scripts/goldens/random_streams.py drew.
private struct Golden: Decodable {
    struct Case: Decodable {
        struct Far: Decodable {
            let element: Int
            let word: UInt32
        }

        let seed: UInt64
        let purpose: String
        let epoch: Int
        let step: Int
        let microBatch: Int
        let index: Int
        let words: [UInt32]
        let far: [Far]
        let uniforms: [Float]
        let word64: [UInt64]
        let permutations: [[Int]]

        func stream() throws -> RandomStream {
            RandomStream(
                seed: seed, purpose: try #require(purposes[purpose]), epoch: epoch, step: step, microBatch: microBatch,
                index: index)
        }
    }

    let cases: [Case]

    static func read() throws -> [Case] {
        let file = try #require(Bundle.module.url(forResource: "Goldens/random", withExtension: "json"))
        return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file)).cases
    }
}

private let purposes: [String: RandomPurpose] = [
    "initialization": .initialization, "shuffle": .shuffle, "dropout": .dropout, "validationSplit": .validationSplit,
    "balance": .balance, "augmentation": .augmentation, "synthesis": .synthesis, "fingerprint": .fingerprint,
]

@Suite struct PhiloxTests {
    /// Random123's `kat_vectors` for philox4x32-10: zeros, ones, the digits of π.
    @Test(arguments: [
        (
            SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4(repeating: UInt32.max), SIMD2(repeating: UInt32.max),
            SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
            SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
        #expect(Philox.block(counter: counter, key: key) == expected)
    }

    @Test func eightBlocksAreEightCounters() {
        let first = UInt32.max - 3
        let key = SIMD2<UInt32>(5, 6)
        let lanes = Philox.blocks(first: first, counter1: 2, counter2: 3, counter3: 4, key: key)
        for lane in 0..<8 {
            let expected = Philox.block(counter: SIMD4(first &+ UInt32(lane), 2, 3, 4), key: key)
            #expect(SIMD4(lanes.0[lane], lanes.1[lane], lanes.2[lane], lanes.3[lane]) == expected)
        }
    }
}

@Suite struct RandomStreamTests {
    @Test func drawsFollowTheGolden() throws {
        let cases = try Golden.read()
        #expect(Set(cases.map(\.purpose)) == Set(purposes.keys))
        for example in cases {
            let stream = try example.stream()
            #expect(example.words.indices.map(stream.word) == example.words)
            #expect(example.uniforms.indices.map { stream.uniform($0) } == example.uniforms)
            #expect(example.word64.indices.map(stream.word64) == example.word64)
            for far in example.far {
                #expect(stream.word(far.element) == far.word)
            }
            for permutation in example.permutations {
                #expect(stream.permutation(count: permutation.count) == permutation)
            }
        }
    }

    @Test func fillWritesTheWords() throws {
        let stream = RandomStream(seed: 99, purpose: .dropout, epoch: 2, step: 3, microBatch: 1, index: 4)
        for count in Array(0...70) + [1000] {
            var words = [UInt32](repeating: 0xABCD_EF01, count: count + 1)
            words.withUnsafeMutableBufferPointer { stream.fill($0.baseAddress!, count: count) }
            #expect(words.dropLast() == (0..<count).map(stream.word)[...])
            #expect(words.last == 0xABCD_EF01)
        }
    }

    @Test(arguments: [0, 1, 0x6666_6666, 0x8000_0000, UInt32.max])
    func bitsSayWhichWordsReachTheThreshold(_ threshold: UInt32) {
        let stream = RandomStream(seed: 1 << 63 | 99, purpose: .dropout, epoch: 2, step: 3, microBatch: 1, index: 4)
        for (instructions, count) in InstructionSetTests.sets(for: "dropout masks").flatMap({ set in
            [1, 31, 32, 33, 1000].map { (set, $0) }
        }) {
            let length = (count + 31) / 32
            var bits = [UInt32](repeating: 0xABCD_EF01, count: length + 1)
            bits.withUnsafeMutableBufferPointer {
                stream.fill($0.baseAddress!, wordsFrom: threshold, count: count, instructions)
            }
            for element in 0..<length * 32 {
                #expect((bits[element / 32] >> (element % 32) & 1 == 1) == (stream.word(element) >= threshold))
            }
            #expect(bits.last == 0xABCD_EF01)
        }
    }

    @Test func uniformsLieInTheirRange() {
        let stream = RandomStream(seed: 7, purpose: .initialization)
        let draws = (0..<4096).map { stream.uniform($0, from: -0.25, to: 0.75) }
        #expect(draws.allSatisfy { (-0.25..<0.75).contains($0) })
        #expect(abs(draws.reduce(0, +) / 4096 - 0.25) < 0.02)
        #expect(draws[5] == -0.25 + stream.uniform(5))
    }

    @Test func fillWritesTheUniforms() {
        let stream = RandomStream(seed: 7, purpose: .initialization, index: 3)
        for count in [0, 1, 31, 32, 1000] {
            var values = [Float](repeating: -9, count: count)
            values.withUnsafeMutableBufferPointer { stream.fill($0, from: -0.25, to: 0.7) }
            #expect(values == (0..<count).map { stream.uniform($0, from: -0.25, to: 0.7) })
        }
    }

    @Test func permutationsHoldEveryNumberOnce() {
        for epoch in 0..<4 {
            let order = RandomStream(seed: 1, purpose: .shuffle, epoch: epoch).permutation(count: 1000)
            #expect(order.sorted() == Array(0..<1000))
            #expect(order != Array(0..<1000))
        }
    }
}
