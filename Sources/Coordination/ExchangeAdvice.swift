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
    /// A step that takes so many times as long as computing is slow.
    private static let threshold = 1.5
    /// What steps may take longer from one time to the next. How much of an exchange is hidden does not tell what it takes.
    private static let noise = 1.1
    /// Another number of workers makes training faster by this factor at least where it is named.
    private static let worthwhile = 1.1
    /// The same of what a new run may do.
    private static let noticeable = 1.05
    /// What an exchange takes with gradients as bfloat16, relative to fp32: weights stay as they are, and go down while
    /// gradients come up. The median of docs/scaling.md.
    private static let shareOfBF16 = 0.91
    private static let largestBatch = 65_536

    /// Whether the exchange takes so much that there is something to be said.
    public var isNeeded: Bool { isSlow || moreWorkersAreSlower }

    private var isSlow: Bool {
        stepSeconds > ExchangeAdvice.threshold * computing(workers: workers, microBatches: microBatches)
    }

    /// Whether another worker makes steps slower, and so do those that come after it.
    private var moreWorkersAreSlower: Bool {
        guard stepSeconds > ExchangeAdvice.noise * computing(workers: workers, microBatches: microBatches) else {
            return false
        }
        let others = workers + 1...max(workers + 1, (microBatches + slots - 1) / slots)
        return others.allSatisfy { predicted(workers: $0) > stepSeconds }
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

    /// The smallest batch at which computing takes most of a step, or 8 times the present one, as far as one may be so large.
    private var batchFactor: Int {
        let factors = [2, 4, 8].filter { $0 * batchSize <= ExchangeAdvice.largestBatch }
        return factors.first {
            predicted(workers: workers, factor: $0) < 1.25
                * computing(workers: workers, microBatches: $0 * microBatches)
        } ?? factors.last ?? 1
    }

    /// What to do, if it is worth the while, each with what it gains: in this run, or in a new one, as it changes results.
    private var remedies: [String] {
        func remedy(_ text: String, _ gain: Double) -> [String] {
            gain < ExchangeAdvice.noticeable ? [] : ["\(text) (\((gain * 10).rounded() / 10) times the samples/s)"]
        }
        let now = remedy("\(bestWorkers) worker\(bestWorkers == 1 ? "" : "s")", gain(workers: bestWorkers))
        let bf16 =
            gradientBytes < weightBytes
            ? [] : remedy("--exchange-precision bf16", gain(workers: workers, share: ExchangeAdvice.shareOfBF16))
        let new = remedy("--batch-size \(batchFactor * batchSize)", gain(workers: workers, factor: batchFactor)) + bf16
        return now + (new.isEmpty ? [] : ["in a new run " + new.joined(separator: " or ")])
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
        let text =
            (isSlow ? "the exchange slows training down" : "more workers would make training slower")
            + ": a step takes \(milliseconds(stepSeconds)), of which computing \(milliseconds(computing)); weights and "
            + "gradients go at \(Int(rate.rounded())) MB/s in all"
            + (isSlow && moreWorkersAreSlower ? "; more workers would make it slower" : "")
        return remedies.isEmpty ? text : text + ". Faster: " + remedies.joined(separator: "; ")
    }
}
