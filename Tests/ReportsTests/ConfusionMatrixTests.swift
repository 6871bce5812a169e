import Reports
import Testing

@Suite struct ConfusionMatrixTests {
    @Test(arguments: ReportGolden.all)
    func countsAreScikitLearns(_ golden: ReportGolden) {
        let matrix = golden.matrix
        #expect(matrix.counts == golden.counts)
        #expect(matrix.total == golden.labels.count)
        #expect(matrix.support.reduce(0, +) == matrix.total)
        #expect(matrix.predicted.reduce(0, +) == matrix.total)
    }

    @Test func labelsMayBeOfAnyIntegerType() {
        let matrix = ConfusionMatrix(
            classes: ["a", "b"], labels: [0, 1, 1] as [UInt16], predictions: [0, 1, 0] as [Int])
        #expect(matrix.counts == [[1, 0], [1, 1]])
        #expect(matrix.correct == 2)
        #expect(matrix.accuracy == 2.0 / 3)
    }

    @Test func tableAlignsNamesAndCounts() {
        var matrix = ConfusionMatrix(classes: ["sad", "überrascht"])
        for _ in 0..<1234 { matrix.add(label: 0, prediction: 0) }
        matrix.add(label: 1, prediction: 0)
        #expect(
            matrix.table() == """
                true \\ predicted   sad  überrascht
                             sad  1234           0
                      überrascht     1           0

                """)
    }

    @Test func sharesAreOfTheTrueClass() {
        let matrix = ConfusionMatrix(
            classes: ["sad", "b", "none"], labels: [0, 0, 0, 1], predictions: [0, 0, 1, 0])
        #expect(matrix.shares == [[2.0 / 3, 1.0 / 3, 0], [1, 0, 0], [0, 0, 0]])
        #expect(matrix.accuracyByClass == ["sad": 2.0 / 3, "b": 0])
        #expect(
            matrix.tableOfShares() == """
                true \\ predicted    sad     b  none
                             sad   66.7  33.3   0.0
                               b  100.0   0.0   0.0
                            none    0.0   0.0   0.0

                """)
    }

    @Test func mostConfusedPairsComeFirst() {
        let matrix = ConfusionMatrix(
            classes: ["a", "b", "c"], labels: [0, 0, 0, 0, 1, 1, 2, 2, 2], predictions: [1, 1, 0, 2, 0, 1, 2, 1, 1])
        let pairs = matrix.mostConfused(limit: 3)
        #expect(pairs.map(\.actual) == ["a", "c", "a"])
        #expect(pairs.map(\.predicted) == ["b", "b", "c"])
        #expect(pairs.map(\.count) == [2, 2, 1])
        #expect(pairs[0].share == 0.5)
        #expect(matrix.mostConfused(limit: 100).count == 4)
        #expect(ConfusionMatrix(classes: ["a"], labels: [0], predictions: [0]).mostConfused(limit: 5).isEmpty)
    }
}
