import Vocabulary

/// What steps would take with other workers, batches or precisions, predicted from those that were measured.
///
/// The model: a step takes as long as its micro-batches on the slots, one after the other, and what the exchange takes
/// beyond the part of the last backward pass that it hides behind. The exchange takes as much again for each worker,
/// since all of it goes through the coordinator; how much, the measured steps tell.
public struct ExchangeModel: Sendable, Hashable {
    /// What was measured.
    public let measured: ExchangeMeasurement

    /// A model of what was measured.
    public init(_ measured: ExchangeMeasurement) {
        self.measured = measured
    }

    private var workers: Int { measured.workers }
    private var slots: Int { measured.slots }
    private var batchSize: Int { measured.batchSize }
    private var microBatches: Int { measured.microBatches }
    private var microBatchSeconds: Double { measured.microBatchSeconds }
    private var stepSeconds: Double { measured.stepSeconds }

    /// The share of a micro-batch's time that its backward pass still takes once the first bucket is on its way.
    private static let hiddenShare = 0.6
    /// A step that takes so many times as long as computing is slow.
    private static let threshold = 1.5
    /// What steps may take longer from one time to the next. How much of an exchange is hidden does not tell what it
    /// takes.
    private static let noise = 1.1
    /// Another number of workers makes training faster by this factor at least where it is named.
    private static let worthwhile = 1.1
    /// What an exchange takes with gradients as bfloat16, relative to fp32: weights stay as they are, and go down while
    /// gradients come up. The median of docs/scaling.md.
    public static let shareOfBF16 = 0.91
    private static let largestBatch = 65_536

    /// Whether the exchange takes so much time that the operator should know.
    public var isExchangeBound: Bool { isSlow || moreWorkersAreSlower }

    /// Whether steps take much longer than computing.
    public var isSlow: Bool {
        stepSeconds > ExchangeModel.threshold * computingSeconds
    }

    /// Whether another worker makes steps slower, and so do those that come after it.
    public var moreWorkersAreSlower: Bool {
        guard stepSeconds > ExchangeModel.noise * computingSeconds else {
            return false
        }
        let others = workers + 1...max(workers + 1, (microBatches + slots - 1) / slots)
        return others.allSatisfy { predicted(workers: $0) > stepSeconds }
    }

    /// Seconds of a step's computing.
    public var computingSeconds: Double { computing(workers: workers, microBatches: microBatches) }

    private func computing(workers: Int, microBatches: Int) -> Double {
        Double((microBatches + workers * slots - 1) / (workers * slots)) * microBatchSeconds
    }

    private var hidden: Double { ExchangeModel.hiddenShare * microBatchSeconds }

    /// Seconds of the exchange for each worker.
    public var exchangePerWorker: Double {
        max(0, stepSeconds - computingSeconds + hidden) / Double(workers)
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
        return gain(workers: best) >= ExchangeModel.worthwhile ? best : workers
    }

    /// How many times as many samples a second.
    public func gain(workers: Int, factor: Int = 1, share: Double = 1) -> Double {
        Double(factor) * stepSeconds / predicted(workers: workers, factor: factor, share: share)
    }

    /// The smallest batch at which computing takes most of a step, or 8 times the present one, as far as one may be so
    /// large.
    public var batchFactor: Int {
        let factors = [2, 4, 8].filter { $0 * batchSize <= ExchangeModel.largestBatch }
        return factors.first {
            predicted(workers: workers, factor: $0) < 1.25
                * computing(workers: workers, microBatches: $0 * microBatches)
        } ?? factors.last ?? 1
    }
}
