/// What makes steps faster where the exchange, and not computing, is what takes the time.
///
/// The model: a step takes as long as its micro-batches on the slots, one after the other, and what the exchange takes
/// beyond the part of the last backward pass that it hides behind. The exchange takes as much again for each worker, since
/// all of it goes through the coordinator; how much, the measured steps tell.
public struct ExchangeAdvice: Sendable, Hashable {
    /// Workers that take part, and slots of each.
    let workers: Int
    let slots: Int
    let batchSize: Int
    let microBatches: Int
    /// Seconds of a slot for a micro-batch.
    let microBatchSeconds: Double
    /// Seconds of a step.
    let stepSeconds: Double
    /// Bytes of the weights, and of a gradient.
    let weightBytes: Int
    let gradientBytes: Int

    /// Advice for what was measured.
    public init(
        workers: Int, slots: Int, batchSize: Int, microBatches: Int, microBatchSeconds: Double, stepSeconds: Double,
        weightBytes: Int, gradientBytes: Int
    ) {
        self.workers = workers
        self.slots = slots
        self.batchSize = batchSize
        self.microBatches = microBatches
        self.microBatchSeconds = microBatchSeconds
        self.stepSeconds = stepSeconds
        self.weightBytes = weightBytes
        self.gradientBytes = gradientBytes
    }

    /// The share of a micro-batch's time that its backward pass still takes once the first bucket is on its way.
    private static let hiddenShare = 0.6
    /// Advice is given when a step takes so many times as long as computing.
    private static let threshold = 1.5
    /// What is named makes training faster by this factor at least.
    private static let worthwhile = 1.1

    /// Whether the exchange takes so much that there is something to be said.
    public var isNeeded: Bool {
        stepSeconds > ExchangeAdvice.threshold * computing(workers: workers, microBatches: microBatches)
    }

    private func computing(workers: Int, microBatches: Int) -> Double {
        Double((microBatches + workers * slots - 1) / (workers * slots)) * microBatchSeconds
    }

    private var hidden: Double { ExchangeAdvice.hiddenShare * microBatchSeconds }

    /// Seconds of the exchange for each worker.
    private var exchangePerWorker: Double {
        max(0, stepSeconds - computing(workers: workers, microBatches: microBatches) + hidden) / Double(workers)
    }

    /// Seconds of a step in other circumstances.
    ///
    /// - Parameters:
    ///   - factor: how many times larger the batch is.
    ///   - share: the bytes that are exchanged, relative to now.
    public func predicted(workers: Int, factor: Int = 1, share: Double = 1) -> Double {
        computing(workers: workers, microBatches: factor * microBatches)
            + max(0, Double(workers) * exchangePerWorker * share - hidden)
    }

    /// The number of workers with the fastest steps; more than there are only if that is worth the while.
    public var bestWorkers: Int {
        let candidates = 1...max(workers, (microBatches + slots - 1) / slots)
        let best = candidates.min { predicted(workers: $0) < predicted(workers: $1) } ?? workers
        return gain(workers: best) >= ExchangeAdvice.worthwhile ? best : workers
    }

    /// How many times as many samples a second.
    func gain(workers: Int, factor: Int = 1, share: Double = 1) -> Double {
        Double(factor) * stepSeconds / predicted(workers: workers, factor: factor, share: share)
    }

    /// The smallest batch at which computing takes most of a step, or 8 times the present one.
    private var batchFactor: Int {
        [2, 4].first {
            predicted(workers: workers, factor: $0) < 1.25
                * computing(workers: workers, microBatches: $0 * microBatches)
        } ?? 8
    }

    private var shareOfBF16: Double {
        (Double(weightBytes) + Double(gradientBytes) / 2) / Double(weightBytes + gradientBytes)
    }

    /// What to do, each with its factor.
    private var remedies: [(text: String, gain: Double)] {
        var remedies = [
            ("--batch-size \(batchFactor * batchSize)", gain(workers: workers, factor: batchFactor)),
            ("\(bestWorkers) worker\(bestWorkers == 1 ? "" : "s")", gain(workers: bestWorkers)),
        ]
        if gradientBytes == weightBytes {
            remedies.insert(("--exchange-precision bf16", gain(workers: workers, share: shareOfBF16)), at: 1)
        }
        return remedies.filter { $0.1 >= ExchangeAdvice.worthwhile }
    }
}

extension ExchangeAdvice: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        func milliseconds(_ seconds: Double) -> String {
            seconds < 0.01 ? "\((seconds * 1e4).rounded() / 10) ms" : "\(Int((seconds * 1e3).rounded())) ms"
        }
        let computing = computing(workers: workers, microBatches: microBatches)
        let rate = Double(weightBytes + gradientBytes) / max(exchangePerWorker, 1e-9) / 1e6
        var text =
            "the exchange slows training down: a step takes \(milliseconds(stepSeconds)), of which computing "
            + "\(milliseconds(computing)); weights and gradients go at \(Int(rate.rounded())) MB/s in all"
        if bestWorkers <= workers { text += "; another worker would make it slower" }
        guard !remedies.isEmpty else { return text }
        return text + ". Faster: "
            + remedies.map { "\($0.text) (\(($0.gain * 10).rounded() / 10) times the samples/s)" }
            .joined(separator: ", ")
    }
}
