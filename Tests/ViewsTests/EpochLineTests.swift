import Terminals
import Testing
import Training
import Views
import Vocabulary

@Suite struct EpochLineTests {
    @Test func aPipeHasAllOfItInKerasManner() {
        #expect(
            EpochLine(record(), epochs: 500, isBest: true).whole
                == "Epoch 12/500 - 1m05s - loss: 2.9837 - accuracy: 0.2837 - cross_entropy: 2.1000 - val_loss: 3.4444"
                + " - val_accuracy: 0.2222 - val_cross_entropy: 1.9000 - learning_rate: 1.0000e-04 - 1234 samples/s"
                + " - new best")
        #expect(!EpochLine(record(), epochs: 500, isBest: false).whole.contains("best"))
    }

    @Test(arguments: [
        (100, "Epoch 12/500  1m05s  loss 2.9837 acc 0.2837 ce 2.1000  val_loss 3.4444 acc 0.2222 ce 1.9000  best"),
        (80, "Epoch 12/500  1m05s  loss 2.9837 acc 0.2837  val_loss 3.4444 acc 0.2222  best"),
        (76, "Epoch 12/500  1m05s  acc 0.2837  val_loss 3.4444 acc 0.2222  best"),
        (60, "Epoch 12/500  1m05s  val_loss 3.4444 acc 0.2222  best"),
        (40, "Epoch 12/500  val_acc 0.2222  best"), (20, "Epoch 12/500  best"), (10, "Epoch 12/"),
    ])
    func aNarrowTerminalHasFewerFigures(columns: Int, text: String) {
        #expect(EpochLine(record(), epochs: 500, isBest: true).line(columns: columns).text == text)
    }

    @Test(arguments: 0...120)
    func allLinesOfARunHaveTheSameFigures(columns: Int) {
        let (best, other) = (true, false)
        let lines = [best, other].map { EpochLine(record(), epochs: 500, isBest: $0).line(columns: columns).text }
        #expect(columns < 30 || lines[0] == lines[1] + "  best")
    }

    @Test(arguments: [record(), record(epoch: 65_535, loss: -.greatestFiniteMagnitude)])
    func itNeverWrapsAndFitsAHundredColumns(of epoch: EpochRecord) {
        for columns in 0...300 {
            for isBest in [false, true] {
                let line = EpochLine(epoch, epochs: 65_535, isBest: isBest).line(columns: columns)
                #expect(line.width <= min(max(columns - 1, 0), 100))
            }
        }
    }

    @Test func theBestIsMarkedInColour() {
        let line = EpochLine(record(), epochs: 500, isBest: true).line(columns: 100)
        #expect(line.rendered(colour: true).hasSuffix("\u{1B}[32m  best\u{1B}[0m"))
        #expect(!line.rendered(colour: false).contains("\u{1B}"))
    }
}

private func record(epoch: Int = 12, loss: Float = 2.9837) -> EpochRecord {
    EpochRecord(
        epoch: epoch, training: [.loss: loss, .accuracy: 0.2837, .crossEntropy: 2.1],
        validation: [.loss: 3.4444, .accuracy: 0.2222, .crossEntropy: 1.9], learningRate: 1e-4,
        seconds: 65, samplesPerSecond: 1234.4)
}
