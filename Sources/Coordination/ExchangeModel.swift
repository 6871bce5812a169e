import Vocabulary

/// Predicts from measured steps how long steps would take with another number of workers, another batch size or another
/// precision of gradients.
///
/// The model: a step takes the time in which the slots compute its micro-batches, those of one slot after each other,
/// plus the time of the exchange (gradients to the coordinator, weights to the workers), less the part of the last
/// backward pass that overlaps with the exchange. The exchange takes the same time for each worker, since all of it
/// goes through the coordinator. That time comes from the measured steps.
public struct ExchangeModel: Sendable, Hashable {
    /// The measured steps that predictions are made from.
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
    /// A step is slow if it takes more than this many times as long as its computing.
    private static let threshold = 1.5
    /// The durations of equal steps vary by this factor. If a step takes less than this many times as long as its
    /// computing, the exchange is hidden behind computing, and the duration of the exchange is not known.
    private static let noise = 1.1
    /// Another number of workers is advised only if training gets faster by at least this factor.
    private static let worthwhile = 1.1
    /// The time of an exchange with bfloat16 gradients, relative to fp32. It is not half, since weights keep their
    /// precision and are sent while gradients arrive. The value is the median in docs/scaling.md.
    public static let shareOfBF16 = 0.91
    /// The largest batch that a configuration may have.
    private static let largestBatch = 65_536

    /// Whether the exchange takes so much time that the operator should be told.
    public var isExchangeBound: Bool { isSlow || moreWorkersAreSlower }

    /// Whether the measured steps take much longer than their computing.
    public var isSlow: Bool {
        stepSeconds > ExchangeModel.threshold * computingSeconds
    }

    /// Whether steps would get slower with one more worker, and with any larger number up to a slot for each
    /// micro-batch. False if the duration of the exchange is not known.
    public var moreWorkersAreSlower: Bool {
        guard stepSeconds > ExchangeModel.noise * computingSeconds else {
            return false
        }
        let others = workers + 1...max(workers + 1, (microBatches + slots - 1) / slots)
        return others.allSatisfy { predicted(workers: $0) > stepSeconds }
    }

    /// The seconds that a measured step would take without an exchange: those of its micro-batches on the slots.
    public var computingSeconds: Double { computing(workers: workers, microBatches: microBatches) }

    private func computing(workers: Int, microBatches: Int) -> Double {
        Double((microBatches + workers * slots - 1) / (workers * slots)) * microBatchSeconds
    }

    private var hidden: Double { ExchangeModel.hiddenShare * microBatchSeconds }

    /// The seconds that the exchange with one worker takes, as the measured step shows.
    public var exchangePerWorker: Double {
        max(0, stepSeconds - computingSeconds + hidden) / Double(workers)
    }

    /// The predicted seconds of a step with this number of workers.
    ///
    /// - Parameters:
    ///   - factor: how many times larger the batch is.
    ///   - share: the time of the exchange, relative to its time with the measured precision of gradients.
    public func predicted(workers: Int, factor: Int = 1, share: Double = 1) -> Double {
        computing(workers: workers, microBatches: factor * microBatches)
            + max(0, Double(workers) * exchangePerWorker * share - hidden)
    }

    /// The number of workers with the fastest steps, if these are faster than the present ones by a factor that is
    /// worth the change; otherwise the present number.
    public var bestWorkers: Int {
        let candidates = 1...max(workers, (microBatches + slots - 1) / slots)
        let best = candidates.min { predicted(workers: $0) < predicted(workers: $1) } ?? workers
        return gain(workers: best) >= ExchangeModel.worthwhile ? best : workers
    }

    /// The predicted samples per second, divided by those of the measured step. The parameters are those of
    /// ``predicted(workers:factor:share:)``.
    public func gain(workers: Int, factor: Int = 1, share: Double = 1) -> Double {
        Double(factor) * stepSeconds / predicted(workers: workers, factor: factor, share: share)
    }

    /// By which factor (2, 4 or 8) to enlarge the batch, so that computing takes more than four fifths of a step: the
    /// smallest such factor, or else the largest one. Factors that would make the batch larger than allowed are left
    /// out; 1 if none remains.
    public var batchFactor: Int {
        let factors = [2, 4, 8].filter { $0 * batchSize <= ExchangeModel.largestBatch }
        return factors.first {
            predicted(workers: workers, factor: $0) < 1.25
                * computing(workers: workers, microBatches: $0 * microBatches)
        } ?? factors.last ?? 1
    }
}
