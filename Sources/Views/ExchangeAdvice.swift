import Coordination
import PlainText
import Vocabulary

/// Advice for a cluster whose speed is limited by the exchange, not by computing.
package struct ExchangeAdvice {
    /// The advice names a remedy if the remedy raises the samples per second by at least this factor.
    private static let noticeable = 1.05

    private let measured: ExchangeMeasurement
    private let model: ExchangeModel

    /// The advice that follows from a measurement of the cluster's steps.
    package init(_ measured: ExchangeMeasurement) {
        self.measured = measured
        model = ExchangeModel(measured)
    }

    /// One line for a person: what was measured, and the options that would help.
    package var text: String {
        func milliseconds(_ seconds: Double) -> String {
            seconds < 0.01 ? "\((seconds * 1e4).rounded() / 10) ms" : "\(Int((seconds * 1e3).rounded())) ms"
        }
        let bytes = measured.weightBytes + measured.gradientBytes
        let rate = Double(bytes) / max(model.exchangePerWorker, 1e-9) / 1e6
        let text =
            (model.isSlow ? "the exchange slows training down" : "more workers would make training slower")
            + ": a step takes \(milliseconds(measured.stepSeconds)), of which computing "
            + "\(milliseconds(model.computingSeconds)); weights and gradients go at \(Int(rate.rounded())) MB/s in all"
            + (model.isSlow && model.moreWorkersAreSlower ? "; more workers would make it slower" : "")
        return remedies.isEmpty ? text : text + ". Faster: " + remedies.joined(separator: "; ")
    }

    /// The useful remedies with their gains: another number of workers, and the options that change results and so need
    /// a new run.
    private var remedies: [String] {
        func remedy(_ text: String, _ gain: Double) -> [String] {
            gain < ExchangeAdvice.noticeable ? [] : ["\(text) (\((gain * 10).rounded() / 10) times the samples/s)"]
        }
        let (workers, best, factor) = (measured.workers, model.bestWorkers, model.batchFactor)
        let now = remedy(counted(best, "worker"), model.gain(workers: best))
        let bf16 =
            measured.gradientBytes < measured.weightBytes
            ? []
            : remedy("--exchange-precision bf16", model.gain(workers: workers, share: ExchangeModel.shareOfBF16))
        let new =
            remedy("--batch-size \(factor * measured.batchSize)", model.gain(workers: workers, factor: factor)) + bf16
        return now + (new.isEmpty ? [] : ["in a new run " + new.joined(separator: " or ")])
    }
}
