import FuzzKit
import Testing

/// Each reader on its seeds and on some thousand inputs made from them, always the same ones. `scripts/fuzz` tries
/// millions, and sees what they reach.
@Suite struct ShortRunTests {
    private static let rounds = 3000

    @Test(arguments: FuzzTarget.all.map(\.name))
    func everyInputIsReadOrRefused(target name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = target.seeds()
        try #require(!seeds.isEmpty)
        for seed in seeds { try target.read(seed) }
        var mutator = Mutator(seed: 1, maximumLength: target.maximumLength)
        for round in 0..<ShortRunTests.rounds {
            let input = mutator.input(from: seeds)
            #expect(throws: Never.self, "round \(round)") { try target.read(input) }
        }
    }
}
