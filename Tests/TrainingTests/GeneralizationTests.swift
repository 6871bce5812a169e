import Testing
import Training
import Vocabulary

/// Made-up histories.
@Suite struct GeneralizationTests {
    private func history(training: [Float?], validation: [Float?]) -> History {
        History(
            zip(training, validation).enumerated().map { index, values in
                var record = EpochRecord(
                    epoch: index + 1, training: [.accuracy: 0.75], validation: [.accuracy: 0.5], learningRate: 1,
                    seconds: 1, samplesPerSecond: 1)
                record.training[.crossEntropy] = values.0
                record.validation[.crossEntropy] = values.1
                return record
            })
    }

    private static let falling: [Float] = [9, 8, 7, 6, 5, 4, 3, 2]

    @Test(
        arguments: [
            // The lowest is the third: five epochs follow.
            (falling, [5, 4, 3, 4, 5, 6, 7, 8], 4),
            // The first of equals.
            (falling, [5, 3, 3, 4, 5, 6, 7, 8], 3), (falling, [5, 4, 3, 4, 5, 3, 7, 8], 4),
            // Four epochs follow, or none.
            (falling, [5, 4, 4, 3, 5, 6, 7, 8], nil), (falling, falling, nil),
            // Training does not go on, or not at the end.
            ([9, 8, 7, 7, 7, 7, 7, 7], [5, 4, 3, 4, 5, 6, 7, 8], nil),
            ([9, 8, 7, 6, 5, 6, 7, 8], [5, 4, 3, 4, 5, 6, 7, 8], nil),
            // A run that diverges.
            (falling, [5, 4, 3, .nan, .infinity, 6, 7, .nan], 4), (falling, Array(repeating: .nan, count: 8), nil),
            ([], [], nil),
        ] as [([Float], [Float], Int?)])
    func overfitting(training: [Float], validation: [Float], since epoch: Int?) {
        #expect(
            Generalization(of: history(training: training, validation: validation), bestEpoch: 1).overfittingSince
                == epoch)
    }

    /// An earlier release did not measure cross-entropies.
    @Test func epochsWithoutCrossEntropies() {
        let validation: [Float?] = [nil, 4, 3, 4, 5, 6, 7, 8]
        let known = history(
            training: [nil] + GeneralizationTests.falling.dropFirst().map { $0 }, validation: validation)
        #expect(Generalization(of: known, bestEpoch: 1).overfittingSince == 4)
        let unknown = history(training: Array(repeating: nil, count: 8), validation: validation)
        #expect(Generalization(of: unknown, bestEpoch: 1).overfittingSince == nil)
    }

    @Test func theGapIsThatOfTheBestEpoch() {
        var history = history(training: [1, 1], validation: [1, 1])
        history.records[1].training[.accuracy] = 0.25
        #expect(Generalization(of: history, bestEpoch: 1).gap == 0.25)
        #expect(Generalization(of: history, bestEpoch: 2).gap == -0.25)
        #expect(Generalization(of: history, bestEpoch: nil).gap == nil)
        #expect(Generalization(of: History(), bestEpoch: nil).gap == nil)
    }
}
