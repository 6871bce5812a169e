import Vocabulary

/// Predicts the duration of steps with other workers, batches or precisions from measured steps.
///
/// The model: a step takes the time of its micro-batches on the slots, one after the other, plus the exchange, less the
/// part of the last backward pass that overlaps with it. The exchange takes the same time for each worker, since all of
/// it goes through the coordinator. That time comes from the measured steps.
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

    /// The share of a micro-batch's time that its backward pass still takes after the first bucket is sent.
    private static let hiddenShare = 0.6
    /// A step that takes this many times as long as computing is slow.
    private static let threshold = 1.5
    /// Steps vary by this factor. An exchange that is completely hidden cannot be measured.
    private static let noise = 1.1
    /// Another number of workers is advised only if it makes training faster by this factor.
    private static let worthwhile = 1.1
    /// The time of an exchange with bfloat16 gradients, relative to fp32. It is not half, since weights keep their
    /// precision and are sent while gradients arrive. The value is the median in docs/scaling.md.
    public static let shareOfBF16 = 0.91
    private static let largestBatch = 65_536

    /// Whether the exchange takes so much time that the operator should be told.
    public var isExchangeBound: Bool { isSlow || moreWorkersAreSlower }

    /// Whether steps take much longer than computing.
    public var isSlow: Bool {
        stepSeconds > ExchangeModel.threshold * computingSeconds
    }

    /// Whether one more worker makes steps slower, and every further one too.
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

    /// Predicted seconds of a step.
    ///
    /// - Parameters:
    ///   - factor: how many times larger the batch is.
    ///   - share: the bytes that are exchanged, relative to the measured step.
    public func predicted(workers: Int, factor: Int = 1, share: Double = 1) -> Double {
        computing(workers: workers, microBatches: factor * microBatches)
            + max(0, Double(workers) * exchangePerWorker * share - hidden)
    }

    /// The number of workers with the fastest steps; another number than now only if the gain is worth it.
    public var bestWorkers: Int {
        let candidates = 1...max(workers, (microBatches + slots - 1) / slots)
        let best = candidates.min { predicted(workers: $0) < predicted(workers: $1) } ?? workers
        return gain(workers: best) >= ExchangeModel.worthwhile ? best : workers
    }

    /// The predicted samples per second, relative to the measured step.
    public func gain(workers: Int, factor: Int = 1, share: Double = 1) -> Double {
        Double(factor) * stepSeconds / predicted(workers: workers, factor: factor, share: share)
    }

    /// The factor of the smallest batch at which computing takes most of a step. At most 8, or what the largest allowed
    /// batch permits.
    public var batchFactor: Int {
        let factors = [2, 4, 8].filter { $0 * batchSize <= ExchangeModel.largestBatch }
        return factors.first {
            predicted(workers: workers, factor: $0) < 1.25
                * computing(workers: workers, microBatches: $0 * microBatches)
        } ?? factors.last ?? 1
    }
}
