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
                            none      –     –     –

                """)
    }

    /// Numbers stand for the predicted classes where the names are too wide.
    @Test func wideTables() {
        let matrix = ConfusionMatrix(
            classes: ["a long name", "b", "another name"], labels: [0, 1, 2], predictions: [0, 0, 2])
        #expect(matrix.table(columns: 46) == matrix.table())
        #expect(
            matrix.table(columns: 45) == """
                true \\ predicted  1  2  3
                   1 a long name  1  0  0
                             2 b  1  0  0
                  3 another name  0  0  1

                """)
        #expect(matrix.table(columns: 25) != nil && matrix.table(columns: 24) == nil)
        #expect(matrix.tableOfShares(columns: 35) != nil && matrix.tableOfShares(columns: 34) == nil)
    }

    /// One image of a class with few is a large share, which says little.
    @Test func pairsOfSmallClassesComeLast() {
        let labels = [Int](repeating: 0, count: 100) + [Int](repeating: 1, count: 10) + [2]
        let predictions =
            [Int](repeating: 1, count: 20) + [Int](repeating: 0, count: 80) + [2, 2, 2] + [Int](repeating: 1, count: 7)
            + [0]
        let pairs = ConfusionMatrix(classes: ["a", "b", "c"], labels: labels, predictions: predictions)
            .mostConfused(limit: 10)
        #expect(pairs.map(\.actual) == ["b", "a", "c"])
        #expect(pairs.map(\.share) == [0.3, 0.2, 1])
    }

    @Test func mostConfusedPairsComeFirst() {
        let matrix = ConfusionMatrix(
            classes: ["a", "b", "c"], labels: [0, 0, 0, 0, 1, 1, 2, 2, 2], predictions: [1, 1, 0, 2, 0, 1, 2, 1, 1])
        let pairs = matrix.mostConfused(limit: 3)
        #expect(pairs.map(\.actual) == ["c", "a", "b"])
        #expect(pairs.map(\.predicted) == ["b", "b", "a"])
        #expect(pairs.map(\.count) == [2, 2, 1])
        #expect(pairs[1].share == 0.5)
        #expect(matrix.mostConfused(limit: 100).count == 4)
        #expect(ConfusionMatrix(classes: ["a"], labels: [0], predictions: [0]).mostConfused(limit: 5).isEmpty)
    }
}
