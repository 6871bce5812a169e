import Configuration
import Datasets
import Networks
import Tensors
import Training
import Vocabulary

/// The state of a run: the present and the next version of the model, the best weights and the counters. It computes
/// new weights from summed gradients and decides the next work. It knows nothing of workers and messages.
public final class TrainingRun {
    /// The constants of the run: its model, its data and its options.
    public let job: TrainingJob
    /// The state of the run that is not in tensors, for instance its epoch and step.
    public internal(set) var counters: RunCounters
    /// The metrics of the finished epochs.
    public internal(set) var history: History
    /// The wall time of the present epoch and of the run. Two runs with the same options and images differ only in
    /// their times: those here, and those in ``history``.
    public internal(set) var timing: RunTiming
    /// Which initial weights came from another model; nil if none did, and in any resumed run.
    public internal(set) var initialWeights: InitialWeights?
    /// The digest of the weights of the model that initial weights came from; nil if all of them came from the seed.
    var initialWeightsDigest: String?
    /// The weights and moments of the present version.
    var current: ModelState
    /// The next version, which is computed bucket by bucket.
    var next: ModelState
    /// The weights of the best epoch; nil before the first epoch has ended.
    var best: FloatStorage?
    /// The pool that gives memory for each new version's weights. It does not give memory that a message still refers
    /// to.
    private var pool = FloatPool()
    /// The sums of the metrics over the present epoch's validation chunks so far.
    private var validation: MetricSums
    private(set) var validationChunk = 0
    /// The last value that was computed for the L2 term of the loss, and the version of the weights that it belongs to.
    private var knownRegularization: (version: UInt64, loss: Double)?

    /// A new run. Its initial weights follow from its seed.
    public init(job: TrainingJob) {
        self.job = job
        let configuration = job.configuration
        counters = RunCounters(
            policy: TrainingPolicy(
                optimizer: configuration.optimizer, plateau: configuration.plateau,
                earlyStopping: configuration.earlyStopping, best: configuration.best))
        history = History()
        timing = RunTiming()
        validation = job.noValidationSums
        current = ModelState(layout: job.network.layout)
        next = ModelState(layout: job.network.layout)
        current.weights.copy(from: job.network.initialWeights(seed: configuration.seed))
    }

    /// Takes memory for the weights from this pool from now on. Nothing but this run may use the pool: other users
    /// would leave values in the padding between tensors, which must stay zero.
    package func keepWeights(in pool: FloatPool) {
        self.pool = pool
        for state in [current, next] {
            let weights = pool.take(count: state.weights.count)
            weights.copy(from: state.weights)
            state.weights = weights
        }
    }

    /// The present weights, as one flat vector.
    public var weights: FloatStorage { current.weights }

    /// The weights of the next version. Only the buckets that were applied have their new values.
    public var nextWeights: FloatStorage { next.weights }

    /// The weights of the best epoch; the present ones before the first epoch has ended.
    public var bestWeights: FloatStorage { best ?? current.weights }

    /// The training step or validation chunk to compute next, or the reason why there is none.
    public var work: RunWork {
        if counters.stoppedEarly { return .finished(.earlyStopping) }
        if counters.epoch > job.configuration.epochs { return .finished(.epochs) }
        if counters.step < job.trainPlan.steps {
            let step = StepID(
                phase: .training, epoch: counters.epoch, step: counters.step, version: counters.version)
            return .step(step, samples: job.trainPlan.batch(counters.step).count)
        }
        let chunk = StepID(
            phase: .validation, epoch: counters.epoch, step: validationChunk, version: counters.version)
        return .step(chunk, samples: job.validationPlan.batch(validationChunk).count)
    }

    /// Computes a bucket's next weights from the gradient summed over the whole batch.
    ///
    /// - Throws: ``RunError/notFinite(epoch:step:layer:)`` if the gradient, the new weights or the new moments are not
    ///   finite. The present weights and moments stay as they are in any case.
    public func apply(bucket: Int, gradient: UnsafePointer<Float>) throws(RunError) {
        let layout = job.network.layout
        let range = layout.buckets[bucket]
        let isFinite = applyBucket(
            range, layout: layout, gradient: gradient, samples: job.trainPlan.batch(counters.step).count,
            optimizer: job.configuration.optimizer, learningRate: counters.policy.learningRate,
            step: Int(counters.version) + 1, from: current, to: next)
        // A checkpoint must contain finite values only. A finite gradient is not enough: its square may be infinite.
        guard isFinite else {
            let cause: Part = VectorKernels.allFinite(gradient, count: range.count) ? .update : .gradient
            throw notFinite(cause, bucket: bucket)
        }
    }

    /// Discards the next version, so that the step can be computed again. The step then writes to other memory, because
    /// messages may still refer to the discarded weights.
    package func restartStep() {
        next.weights = pool.take(count: current.weights.count)
    }

    /// Whether the metrics of the present epoch stay finite, as 32-bit floats, if the sums of a training step or
    /// validation chunk are added.
    package func isFinite(_ sums: MetricSums, in phase: Phase) -> Bool {
        switch phase {
        case .training:
            let samples = Double(counters.samples + sums.samples)
            return zip(job.metrics, sums.values).allSatisfy { metric, value in
                Float(((counters.sums[metric] ?? 0) + value + addend(to: metric, sums.samples)) / samples).isFinite
            }
        case .validation:
            let values = values(ofValidation: validation + sums)
            return job.metrics.allSatisfy { values[$0]?.isFinite == true }
        }
    }

    /// What is added to a metric's sum over this many samples: for the loss, the L2 term once for each sample; else 0.
    private func addend(to metric: Metric, _ samples: Int) -> Double {
        metric.hasRegularization ? Double(samples) * regularization : 0
    }

    /// The L2 term of the loss with the present weights.
    private var regularization: Double {
        if let known = knownRegularization, known.version == counters.version { return known.loss }
        let loss = regularizationLoss(current.weights.pointer, layout: job.network.layout)
        knownRegularization = (counters.version, loss)
        return loss
    }

    /// Ends a training step after all of its buckets were applied. The next version becomes the present one.
    ///
    /// - Throws: ``RunError/notFinite(epoch:step:layer:)`` if a metric is not finite.
    public func trained(_ sums: MetricSums, seconds: Double) throws(RunError) {
        guard isFinite(sums, in: .training) else { throw lossNotFinite() }
        let regularization = self.regularization
        swap(&current, &next)
        // This releases the old weights. If nothing else refers to their memory, the pool can then return it again.
        next.weights = FloatStorage(count: 0)
        next.weights = pool.take(count: current.weights.count)
        counters.version += 1
        counters.step += 1
        for (metric, value) in zip(job.metrics, sums.values) {
            counters.sums[metric]? += metric.hasRegularization ? value + Double(sums.samples) * regularization : value
        }
        counters.samples += sums.samples
        timing.epochTrainingSeconds += seconds
        timing.epochSeconds += seconds
    }

    /// Ends a validation chunk. The last chunk also ends the epoch: then the epoch's results are returned, else nil.
    ///
    /// - Throws: ``RunError/notFinite(epoch:step:layer:)`` if a metric is not finite, as a 32-bit float.
    public func validated(_ sums: MetricSums, seconds: Double) throws(RunError) -> EpochEnd? {
        guard isFinite(sums, in: .validation) else { throw lossNotFinite() }
        validation = validation + sums
        validationChunk += 1
        timing.epochSeconds += seconds
        guard validationChunk == job.validationPlan.steps else { return nil }
        return endEpoch(values(ofValidation: validation))
    }

    private func values(ofValidation sums: MetricSums) -> MetricValues {
        var values = zip(job.metrics, sums.values).reduce(into: MetricValues()) { values, sum in
            let mean = sum.1 / Double(sums.samples)
            values[sum.0] = Float(sum.0.hasRegularization ? mean + regularization : mean)
        }
        let counts = ClassCounts(of: sums, behind: job.metrics.count)
        if counts.classes > 0 {
            for metric in Metric.ofClasses { values[metric] = Float(counts.value(of: metric)) }
        }
        return values
    }

    private func endEpoch(_ validationValues: MetricValues) -> EpochEnd {
        let record = EpochRecord(
            epoch: counters.epoch,
            training: counters.means.reduce(into: MetricValues()) { $0[$1.key] = Float($1.value) },
            validation: validationValues, learningRate: counters.policy.learningRate, seconds: timing.epochSeconds,
            samplesPerSecond: Double(counters.samples) / max(timing.epochTrainingSeconds, 1e-9))
        history.records.append(record)
        timing.endEpoch(samples: counters.samples)

        let decision = counters.policy.epochEnded(epoch: counters.epoch, validation: validationValues)
        if decision.improved || best == nil {
            let copy = best ?? FloatStorage(count: current.weights.count)
            copy.copy(from: current.weights)
            best = copy
            counters.bestEpoch = counters.epoch
        }
        counters.stoppedEarly = decision.stop
        counters.beginEpoch()
        validation = job.noValidationSums
        validationChunk = 0
        return EpochEnd(record: record, decision: decision)
    }
}

/// The results of an epoch that has ended, and what follows from them.
public struct EpochEnd: Sendable {
    /// The metrics of the epoch, as the history has them.
    public let record: EpochRecord
    /// Whether the run stops, whether the epoch's weights are the best so far, and the learning rate if it was lowered.
    public let decision: TrainingPolicy.Decision
}

/// Wall time of a run, over all its processes.
public struct RunTiming: Codable, Hashable, Sendable {
    /// Seconds of the training steps of the present epoch.
    public var epochTrainingSeconds = 0.0
    /// Seconds of the present epoch, including validation.
    public var epochSeconds = 0.0
    /// Seconds of training steps, in finished epochs.
    public var trainingSeconds = 0.0
    /// The sum of ``epochSeconds`` over finished epochs.
    public var seconds = 0.0
    /// The number of training samples in the finished epochs.
    public var samples = 0

    /// The times of a run before its first step: all are zero.
    public init() {}

    /// The keys in checkpoints. They must stay even if a property is renamed.
    private enum CodingKeys: String, CodingKey {
        case epochTrainingSeconds = "epochTrainingSeconds"
        case epochSeconds = "epochSeconds"
        case trainingSeconds = "trainingSeconds"
        case seconds = "seconds"
        case samples = "samples"
    }

    mutating func endEpoch(samples: Int) {
        trainingSeconds += epochTrainingSeconds
        seconds += epochSeconds
        self.samples += samples
        epochTrainingSeconds = 0
        epochSeconds = 0
    }
}
