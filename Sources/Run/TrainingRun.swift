import Checkpoints
import Configuration
import Datasets
import Networks
import Tensors
import Training
import Vocabulary

/// A run as its coordinator holds it: two versions of the model, the best weights, and where it is. It makes new
/// weights of summed gradients and decides what comes next; it knows nothing of workers or networks.
public final class TrainingRun {
    /// The constants.
    public let job: TrainingJob
    /// Where the run is.
    public internal(set) var counters: RunCounters
    /// The finished epochs.
    public internal(set) var history: History
    /// Seconds of training, and of all, in the epoch at hand and in the run: the part that is never the same twice.
    public internal(set) var timing: RunTiming
    /// The present version, whole.
    var current: ModelState
    /// The next version, bucket by bucket.
    var next: ModelState
    /// The weights of the best epoch.
    var best: FloatStorage?
    /// The memory of the weights: what is still being sent of an old version is not written to.
    private var pool = FloatPool()
    /// Figures of the validation chunks that are done.
    private var validation = StepFigures()
    private(set) var validationChunk = 0
    /// The L2 term of the loss, with the version of the weights that it is of.
    private var knownRegularization: (version: UInt64, loss: Double)?

    /// A new run with the initial weights of its seed.
    public init(job: TrainingJob) {
        self.job = job
        let configuration = job.configuration
        counters = RunCounters(
            policy: TrainingPolicy(
                optimizer: configuration.optimizer, plateau: configuration.plateau,
                earlyStopping: configuration.earlyStopping, best: configuration.best))
        history = History()
        timing = RunTiming()
        current = ModelState(layout: job.network.layout)
        next = ModelState(layout: job.network.layout)
        current.weights.copy(from: job.network.initialWeights(seed: configuration.seed))
    }

    /// Keeps the weights in the memory of a pool from now on. It must be the only one who does: what pads the vectors
    /// stays zero.
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

    /// The next version's weights, as far as they are made.
    public var nextWeights: FloatStorage { next.weights }

    /// The weights of the best epoch, the present ones before any has ended.
    public var bestWeights: FloatStorage { best ?? current.weights }

    /// What is to be done next.
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

    /// Makes a bucket's next weights of the gradient summed over the whole batch.
    ///
    /// - Throws: ``RunError/notFinite(epoch:step:layer:)`` if the gradient is not finite, or what becomes of it; the
    ///   present weights stay as they are in any case.
    public func apply(bucket: Int, gradient: UnsafePointer<Float>) throws(RunError) {
        let layout = job.network.layout
        let range = layout.buckets[bucket]
        let isFinite = applyBucket(
            range, layout: layout, gradient: gradient, samples: job.trainPlan.batch(counters.step).count,
            optimizer: job.configuration.optimizer, learningRate: counters.policy.learningRate,
            step: Int(counters.version) + 1, from: current, to: next)
        // No checkpoint must hold what nothing can be computed with: the square of a large gradient may be too large.
        guard isFinite else {
            let cause: Part = VectorKernels.allFinite(gradient, count: range.count) ? .update : .gradient
            throw notFinite(cause, bucket: bucket)
        }
    }

    /// Forgets the next version, as far as it was made. What is still being sent of it is not written to.
    package func startStepOver() {
        next.weights = pool.take(count: current.weights.count)
    }

    /// Whether the losses of the epoch at hand stay finite, as the 32-bit floats of the history, with these figures of a
    /// whole step.
    package func isFinite(_ figures: StepFigures, in phase: Phase) -> Bool {
        switch phase {
        case .training:
            let samples = Double(counters.samples + figures.samples)
            let lossSum = counters.lossSum + figures.lossSum + Double(figures.samples) * regularization
            let crossEntropySum = (counters.crossEntropySum ?? 0) + figures.crossEntropySum
            return Float(lossSum / samples).isFinite && Float(crossEntropySum / samples).isFinite
        case .validation:
            let metrics = metrics(ofValidation: validation + figures)
            return metrics.loss.isFinite && metrics.crossEntropy.isFinite
        }
    }

    /// The L2 term of the loss with the present weights.
    private var regularization: Double {
        if let known = knownRegularization, known.version == counters.version { return known.loss }
        let loss = regularizationLoss(current.weights.pointer, layout: job.network.layout)
        knownRegularization = (counters.version, loss)
        return loss
    }

    /// Takes the end of a training step, of which every bucket was applied: the next version becomes the present one.
    ///
    /// - Throws: ``RunError/notFinite(epoch:step:layer:)`` if loss or cross-entropy is not finite.
    public func trained(_ figures: StepFigures, seconds: Double) throws(RunError) {
        guard isFinite(figures, in: .training) else { throw lossNotFinite() }
        let regularization = self.regularization
        swap(&current, &next)
        // Let go of first, so that the pool gives the same vector again if nobody else holds it.
        next.weights = FloatStorage(count: 0)
        next.weights = pool.take(count: current.weights.count)
        counters.version += 1
        counters.step += 1
        counters.lossSum += figures.lossSum + Double(figures.samples) * regularization
        counters.crossEntropySum? += figures.crossEntropySum
        counters.correct += figures.correct
        counters.samples += figures.samples
        timing.epochTrainingSeconds += seconds
        timing.epochSeconds += seconds
    }

    /// Takes the end of a validation chunk. After the last one the epoch ends, and its record is returned.
    ///
    /// - Throws: ``RunError/notFinite(epoch:step:layer:)`` if loss or cross-entropy is not finite, as a 32-bit float.
    public func validated(_ figures: StepFigures, seconds: Double) throws(RunError) -> EpochEnd? {
        guard isFinite(figures, in: .validation) else { throw lossNotFinite() }
        validation = validation + figures
        validationChunk += 1
        timing.epochSeconds += seconds
        guard validationChunk == job.validationPlan.steps else { return nil }
        return endEpoch(metrics(ofValidation: validation))
    }

    private func metrics(ofValidation figures: StepFigures) -> ValidationMetrics {
        let samples = Double(figures.samples)
        return ValidationMetrics(
            loss: Float(figures.lossSum / samples + regularization), accuracy: Float(Double(figures.correct) / samples),
            crossEntropy: Float(figures.crossEntropySum / samples))
    }

    /// The running means of the epoch at hand; the cross-entropy is nil as ``RunCounters/crossEntropySum`` is.
    public var epochSoFar: (loss: Double, accuracy: Double, crossEntropy: Double?) {
        let samples = Double(max(counters.samples, 1))
        return (
            counters.lossSum / samples, Double(counters.correct) / samples,
            counters.crossEntropySum.map { $0 / samples }
        )
    }

    private func endEpoch(_ validationMetrics: ValidationMetrics) -> EpochEnd {
        let training = epochSoFar
        let record = EpochRecord(
            epoch: counters.epoch, loss: Float(training.loss), accuracy: Float(training.accuracy),
            crossEntropy: training.crossEntropy.map { Float($0) }, validation: validationMetrics,
            learningRate: counters.policy.learningRate, seconds: timing.epochSeconds,
            samplesPerSecond: Double(counters.samples) / max(timing.epochTrainingSeconds, 1e-9))
        history.records.append(record)
        timing.endEpoch(samples: counters.samples)

        let decision = counters.policy.epochEnded(epoch: counters.epoch, validation: validationMetrics)
        if decision.improved || best == nil {
            let copy = best ?? FloatStorage(count: current.weights.count)
            copy.copy(from: current.weights)
            best = copy
            counters.bestEpoch = counters.epoch
        }
        counters.stoppedEarly = decision.stop
        counters.epoch += 1
        counters.step = 0
        counters.lossSum = 0
        counters.crossEntropySum = 0
        counters.correct = 0
        counters.samples = 0
        validation = StepFigures()
        validationChunk = 0
        return EpochEnd(record: record, decision: decision)
    }
}

/// What an epoch came to.
public struct EpochEnd: Sendable {
    /// Its line of the history.
    public let record: EpochRecord
    /// What follows from it.
    public let decision: TrainingPolicy.Decision
}

/// Wall time of a run, all its lives together.
public struct RunTiming: Codable, Hashable, Sendable {
    /// Seconds of the training steps of the epoch at hand.
    public var epochTrainingSeconds = 0.0
    /// Seconds of the epoch at hand, validation included.
    public var epochSeconds = 0.0
    /// Seconds of training steps, in finished epochs.
    public var trainingSeconds = 0.0
    /// Seconds, in finished epochs.
    public var seconds = 0.0
    /// Training samples of finished epochs.
    public var samples = 0

    /// All zero.
    public init() {}

    /// The names in checkpoints. They stay whatever the properties are called.
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
