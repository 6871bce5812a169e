import Testing
import Training
import Vocabulary

@Suite struct HistoryTests {
    private let history = History([
        EpochRecord(
            epoch: 1, training: [.loss: 4.25, .accuracy: 0.1, .crossEntropy: 1.75],
            validation: [.loss: 3.9999998, .accuracy: 0.25, .crossEntropy: 1.5], learningRate: 1e-4,
            seconds: 12.34567, samplesPerSecond: 1234.56),
        EpochRecord(
            epoch: 2, training: [.loss: .nan, .accuracy: 0],
            validation: [.loss: .infinity, .accuracy: 1, .crossEntropy: .nan, .macroF1: 0.5, .balancedAccuracy: 0.75],
            learningRate: 7.5e-5,
            seconds: 1, samplesPerSecond: 0),
    ])

    @Test func writesOneLineAnEpoch() {
        #expect(
            history.csv() == """
                epoch,loss,accuracy,cross_entropy,val_loss,val_accuracy,val_cross_entropy,\
                val_macro_f1,val_balanced_accuracy,learning_rate,seconds,samples_per_second
                1,4.25,0.1,1.75,3.9999998,0.25,1.5,,,0.0001,12.346,1234.6
                2,nan,0.0,,inf,1.0,nan,0.5,0.75,7.5e-05,1.0,0.0

                """)
    }

    @Test func emptyHistoryIsAHeader() {
        #expect(History().csv() == History.columns.joined(separator: ",") + "\n")
    }

    @Test func survivesJSON() throws {
        #expect(try throughJSON(history) == history)
    }
}
