import Tensors
import Vocabulary

/// A network that can be executed: its layers with their buffers, which are allocated once. Only one thread may use a
/// replica at a time.
///
/// The result for a micro-batch depends on the arguments of the call only. All replicas of a network give the same
/// bits, whatever they computed before, and whatever their `microBatchSize` is.
public final class Replica {
    /// The network that the replica executes.
    public let network: Network
    /// The most samples that one call may have.
    public let microBatchSize: Int
    /// The metrics that the replica measures, in the order of their values in a `MetricSums`.
    public let metrics: [Metric]
    /// Whether ``evaluate(_:weights:)`` also returns counts of classes, behind its sums.
    private let countsClasses: Bool
    /// How long each layer took since ``measureLayers()`` was called; empty if it was not called.
    public private(set) var layerTimes: [LayerTime] = []

    /// The stages in forward order. A stage is one layer, or neighbouring layers that are computed in one pass.
    let stages: [Stage]
    /// The index of the first stage with a layer that is trained. The backward pass ends at this stage.
    private let firstTrained: Int
    private let input: FeatureMap
    private let inputValues: FloatStorage
    private let loss: SoftmaxCrossEntropy
    private let logitGradient: FloatStorage

    /// Allocates the buffers for up to `microBatchSize` samples.
    ///
    /// - Parameter countsClasses: whether ``evaluate(_:weights:)`` appends counts of classes to its sums, for metrics
    ///   that are computed from such counts, like macro-F1.
    public init(
        _ network: Network, microBatchSize: Int, metrics: [Metric] = Metric.ofSamples,
        countsClasses: Bool = false, instructions: InstructionSet = .widest
    ) {
        precondition(microBatchSize > 0, "a micro-batch of \(microBatchSize) samples")
        self.network = network
        self.microBatchSize = microBatchSize
        self.metrics = metrics
        self.countsClasses = countsClasses
        let firstReadsPacked =
            switch network.spec.layers[0] {
            case .conv2d, .flatten: true
            default: false
            }
        input = FeatureMap(network.input, packed: firstReadsPacked)
        inputValues = input.storage(samples: microBatchSize)
        var map = input
        var stages: [Stage] = []
        while (stages.last?.layers.upperBound ?? 0) < network.plans.count {
            let first = stages.last?.layers.upperBound ?? 0
            let stage = network.stage(from: first, input: map, samples: microBatchSize, instructions: instructions)
            map = FeatureMap(network.plans[stage.layers.upperBound - 1].output)
            stages.append(stage)
        }
        self.stages = stages
        firstTrained =
            stages.firstIndex { $0.layers.contains { network.plans[$0].isTrained } } ?? stages.count
        loss = SoftmaxCrossEntropy(map: map, metrics: metrics)
        logitGradient = map.storage(samples: microBatchSize)
    }

    /// Computes the forward and backward pass of one micro-batch: its metrics and its gradient.
    ///
    /// - Parameters:
    ///   - batch: up to ``microBatchSize`` samples; the replica divides pixels by 255.
    ///   - weights: the weights to compute with. They must belong to this network, and be prepared.
    ///   - classWeights: a factor for the loss of each class; empty if all are 1.
    ///   - globalCount: the number of samples in the global batch.
    ///   - dropout: what the dropout masks depend on; nil for no dropout.
    ///   - gradient: the flat vector, aligned, that the gradient is written to. The elements of kernels, biases, gamma
    ///     and beta become the gradient of Σ classWeight·crossEntropy / globalCount, without the L2 term. The elements
    ///     of moving mean and moving variance become samples·mean and samples·variance (biased) of this micro-batch.
    ///     The elements of padding and of frozen layers become 0.
    ///   - metricsReady: called before the backward pass, with the sums that are returned at the end.
    ///   - bucketReady: called for each bucket of the layout, from the last to the first, as soon as its gradient is
    ///     final. The argument is the bucket's index.
    /// - Returns: the sums of ``metrics`` over the samples, with the loss weighted by class.
    public func train(
        _ batch: MicroBatch, weights: PreparedWeights, classWeights: [Float] = [], globalCount: Int,
        dropout: DropoutKey?, gradient: FloatStorage, metricsReady: (MetricSums) -> Void = { _ in },
        bucketReady: (Int) -> Void = { _ in }
    ) -> MetricSums {
        precondition(classWeights.isEmpty || classWeights.count == network.classes, "one weight for each class")
        precondition(gradient.count == network.layout.count, "a gradient of \(gradient.count) floats")
        precondition(
            UInt(bitPattern: gradient.pointer) % UInt(FloatStorage.alignment) == 0, "the gradient is not aligned")
        let logits = forward(
            batch.pixels, ForwardPass(samples: batch.count, weights: weights, isTraining: true, dropout: dropout))
        let sums = loss.loss(
            logits: logits, labels: batch.labels, classWeights: classWeights, globalCount: globalCount,
            gradient: logitGradient.pointer)
        metricsReady(sums)
        clearPadding(gradient.pointer)
        let pass = BackwardPass(samples: batch.count, weights: weights, gradient: gradient.pointer)
        var outputGradient: UnsafeMutablePointer<Float>? = logitGradient.pointer
        for (index, stage) in stages.enumerated().reversed() {
            if let currentGradient = outputGradient, index >= firstTrained {
                let start = layerTimes.isEmpty ? nil : ContinuousClock.now
                outputGradient = stage.layer.backward(currentGradient, pass)
                if let start { layerTimes[index].backward += seconds(since: start) }
            }
            clearFrozen(stage, in: gradient.pointer)
            for layer in stage.layers.reversed() {
                network.layout.layerBuckets[layer].reversed().forEach(bucketReady)
            }
        }
        return sums
    }

    /// Returns the sums of ``metrics`` over up to ``microBatchSize`` samples, and behind them counts of classes if the
    /// initializer's `countsClasses` was true. Computes in inference mode: with running statistics, without dropout and
    /// without class weights.
    public func evaluate(_ batch: MicroBatch, weights: PreparedWeights) -> MetricSums {
        loss.loss(
            logits: infer(batch.pixels, samples: batch.count, weights), labels: batch.labels,
            countsClasses: countsClasses)
    }

    /// The class probabilities of up to ``microBatchSize`` images, image after image: images × classes floats.
    ///
    /// - Parameter pixels: as in a ``MicroBatch``.
    public func predict(_ pixels: [UInt8], weights: PreparedWeights) -> [Float] {
        let count = pixels.count / network.input.count
        return probabilities(infer(pixels, samples: count, weights), samples: count)
    }

    /// The class probabilities of up to ``microBatchSize`` samples, as ``predict(_:weights:)`` returns them, and the
    /// cross-entropy of each sample. The cross-entropy is computed in double precision from the logits, not from the
    /// probabilities, which are rounded to float32.
    public func score(
        _ batch: MicroBatch, weights: PreparedWeights
    ) -> (probabilities: [Float], crossEntropies: [Double]) {
        let logits = infer(batch.pixels, samples: batch.count, weights)
        return (
            probabilities(logits, samples: batch.count), loss.crossEntropies(logits: logits, labels: batch.labels)
        )
    }

    private func infer(_ pixels: [UInt8], samples: Int, _ weights: PreparedWeights) -> UnsafePointer<Float> {
        forward(pixels, ForwardPass(samples: samples, weights: weights, isTraining: false, dropout: nil))
    }

    private func probabilities(_ logits: UnsafePointer<Float>, samples: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: samples * network.classes) { values, count in
            loss.probabilities(logits: logits, samples: samples, into: values.baseAddress!)
            count = samples * network.classes
        }
    }

    /// Starts to measure in ``layerTimes`` how long each layer takes. Layers that are computed in one pass have one
    /// entry.
    public func measureLayers() {
        layerTimes = stages.map { stage in
            let plans = network.plans[stage.layers]
            let name = plans.count == 1 ? plans.first!.name : "\(plans.first!.name)…\(plans.last!.name)"
            let values = plans.first!.input.count + plans.last!.output.count
            return LayerTime(
                layer: name, forward: 0, backward: 0, operations: plans.reduce(0) { $0 + network.operations(of: $1) },
                bytes: Double(2 * values * MemoryLayout<Float>.stride))
        }
    }

    /// Writes the pixels, divided by 255, to the memory that the first layer reads, and returns that memory.
    func input(_ pixels: [UInt8], _ pass: ForwardPass) -> UnsafePointer<Float> {
        precondition(
            (1...microBatchSize).contains(pass.samples), "\(pass.samples) samples for a replica of \(microBatchSize)")
        precondition(
            pixels.count == pass.samples * network.input.count, "\(pixels.count) values for \(pass.samples) images")
        precondition(pass.weights.network.layout == network.layout, "the weights are another network's")
        pixels.withUnsafeBufferPointer { scale($0.baseAddress!, samples: pass.samples) }
        return UnsafePointer(inputValues.pointer)
    }

    /// Computes the forward pass through all layers, and returns the logits of the micro-batch.
    private func forward(_ pixels: [UInt8], _ pass: ForwardPass) -> UnsafePointer<Float> {
        var values = input(pixels, pass)
        for (index, stage) in stages.enumerated() {
            let start = layerTimes.isEmpty ? nil : ContinuousClock.now
            values = stage.layer.forward(values, pass)
            if let start { layerTimes[index].forward += seconds(since: start) }
        }
        return values
    }

    /// Writes the pixels, divided by 255, to the memory that the first layer reads.
    private func scale(_ pixels: UnsafePointer<UInt8>, samples: Int) {
        let (target, channels, pixelStride) = (inputValues.pointer, input.channels, input.pixelStride)
        if pixelStride == channels {
            for i in 0..<samples * input.sampleStride {
                target[i] = Float(pixels[i]) / 255
            }
        } else {
            for pixel in 0..<samples * input.pixels {
                for channel in 0..<channels {
                    target[pixel * pixelStride + channel] = Float(pixels[pixel * channels + channel]) / 255
                }
            }
        }
    }

    /// Sets the gradient of a stage's frozen layers to zero. The backward pass may have computed this gradient, or may
    /// have ended before it reached the stage.
    private func clearFrozen(_ stage: Stage, in vector: UnsafeMutablePointer<Float>) {
        for layer in stage.layers where network.plans[layer].isFrozen {
            for bucket in network.layout.layerBuckets[layer] {
                let range = network.layout.buckets[bucket]
                (vector + range.lowerBound).update(repeating: 0, count: range.count)
            }
        }
    }

    /// Sets the padding between the entries of a flat vector to zero.
    private func clearPadding(_ vector: UnsafeMutablePointer<Float>) {
        for entry in network.layout.entries {
            let end = entry.range.upperBound
            let next = roundedUp(end, to: ParameterLayout.alignment)
            (vector + end).update(repeating: 0, count: next - end)
        }
    }

    private func seconds(since start: ContinuousClock.Instant) -> Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }
}
