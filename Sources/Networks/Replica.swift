import Tensors
import Vocabulary

/// A network that runs: its layers with their buffers, all allocated once. One thread uses it at a time.
///
/// The result of a micro-batch depends on its samples, the weights and its keys: the same bits in any replica of the
/// network, whatever it computed before and whatever its `microBatchSize`.
public final class Replica {
    /// The network.
    public let network: Network
    /// The most samples of one call.
    public let microBatchSize: Int
    /// What it measures of samples, in the order in which sums hold it.
    public let metrics: [Metric]
    /// How long each layer took since ``measureLayers()``; empty unless asked for.
    public private(set) var layerTimes: [LayerTime] = []

    let stages: [Stage]
    private let input: FeatureMap
    private let inputValues: FloatStorage
    private let loss: SoftmaxCrossEntropy
    private let logitGradient: FloatStorage

    /// Allocates the buffers for up to `microBatchSize` samples.
    public init(
        _ network: Network, microBatchSize: Int, metrics: [Metric] = Metric.allCases, kernels: KernelSet = .widest
    ) {
        precondition(microBatchSize > 0, "a micro-batch of \(microBatchSize) samples")
        self.network = network
        self.microBatchSize = microBatchSize
        self.metrics = metrics
        let firstReadsPacked =
            switch network.spec.layers[0] {
            case .conv2d, .flatten: true
            default: false
            }
        input = FeatureMap(network.input, packed: firstReadsPacked)
        inputValues = input.storage(samples: microBatchSize)
        var map = input
        var stages: [Stage] = []
        while (stages.last?.places.upperBound ?? 0) < network.plans.count {
            let place = stages.last?.places.upperBound ?? 0
            let stage = network.stage(from: place, input: map, samples: microBatchSize, kernels: kernels)
            map = FeatureMap(network.plans[stage.places.upperBound - 1].output)
            stages.append(stage)
        }
        self.stages = stages
        loss = SoftmaxCrossEntropy(map: map, metrics: metrics)
        logitGradient = map.storage(samples: microBatchSize)
    }

    /// Forward and backward of one micro-batch.
    ///
    /// - Parameters:
    ///   - batch: up to ``microBatchSize`` samples; pixels are divided by 255 in here.
    ///   - weights: weights of this network, prepared.
    ///   - classWeights: a factor for each class; empty for 1.
    ///   - globalCount: samples of the global batch.
    ///   - dropout: nil for no dropout.
    ///   - gradient: the flat vector that is overwritten, in memory of its own. Kernel, bias, gamma and beta:
    ///     ∂(Σ classWeight·crossEntropy / globalCount), without L2. Moving mean and variance: samples·mean and
    ///     samples·variance (biased) of this micro-batch. Padding: 0.
    ///   - metricsReady: called with what is returned, before the backward pass.
    ///   - bucketReady: called with the place of each of the layout's buckets as soon as its gradient is final, from the
    ///     last to the first.
    /// - Returns: the sums of ``metrics``, the losses weighted by class.
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
        var slopes: UnsafeMutablePointer<Float>? = logitGradient.pointer
        for (index, stage) in stages.enumerated().reversed() {
            guard let outputSlopes = slopes else { break }
            let start = layerTimes.isEmpty ? nil : ContinuousClock.now
            slopes = stage.layer.backward(outputSlopes, pass)
            if let start { layerTimes[index].backward += seconds(since: start) }
            for place in stage.places.reversed() {
                network.layout.layerBuckets[place].reversed().forEach(bucketReady)
            }
        }
        return sums
    }

    /// The sums of ``metrics`` over up to ``microBatchSize`` samples in inference mode: running statistics, no
    /// dropout, no class weights.
    ///
    /// - Parameter probabilities: where the class probabilities go, as ``predict(_:weights:)`` gives them: a storage of at
    ///   least samples × classes floats; nil if they are not wanted.
    public func evaluate(
        _ batch: MicroBatch, weights: PreparedWeights, probabilities: FloatStorage? = nil
    ) -> MetricSums {
        let logits = forward(
            batch.pixels, ForwardPass(samples: batch.count, weights: weights, isTraining: false, dropout: nil))
        if let probabilities { write(logits, samples: batch.count, to: probabilities) }
        return loss.loss(logits: logits, labels: batch.labels)
    }

    /// The class probabilities of up to ``microBatchSize`` images, image after image: images × classes floats.
    ///
    /// - Parameter pixels: as those of a ``MicroBatch``.
    public func predict(_ pixels: [UInt8], weights: PreparedWeights) -> [Float] {
        let count = pixels.count / network.input.count
        let logits = forward(
            pixels, ForwardPass(samples: count, weights: weights, isTraining: false, dropout: nil))
        let probabilities = FloatStorage(count: count * network.classes)
        write(logits, samples: count, to: probabilities)
        return Array(probabilities.buffer)
    }

    private func write(_ logits: UnsafePointer<Float>, samples: Int, to probabilities: FloatStorage) {
        precondition(probabilities.count >= samples * network.classes, "room for \(probabilities.count) probabilities")
        loss.probabilities(logits: logits, samples: samples, into: probabilities.pointer)
    }

    /// Measures how long each layer takes, from 0, in ``layerTimes``. Layers that are computed together are one.
    public func measureLayers() {
        layerTimes = stages.map { stage in
            let plans = network.plans[stage.places]
            let name = plans.count == 1 ? plans.first!.name : "\(plans.first!.name)…\(plans.last!.name)"
            let values = plans.first!.input.count + plans.last!.output.count
            return LayerTime(
                layer: name, forward: 0, backward: 0, operations: plans.reduce(0) { $0 + network.operations(of: $1) },
                bytes: Double(2 * values * MemoryLayout<Float>.stride))
        }
    }

    /// The first layer's input.
    func input(_ pixels: [UInt8], _ pass: ForwardPass) -> UnsafePointer<Float> {
        precondition(
            (1...microBatchSize).contains(pass.samples), "\(pass.samples) samples for a replica of \(microBatchSize)")
        precondition(
            pixels.count == pass.samples * network.input.count, "\(pixels.count) values for \(pass.samples) images")
        precondition(pass.weights.network.layout == network.layout, "the weights are another network's")
        pixels.withUnsafeBufferPointer { scale($0.baseAddress!, samples: pass.samples) }
        return UnsafePointer(inputValues.pointer)
    }

    /// The logits of a micro-batch.
    private func forward(_ pixels: [UInt8], _ pass: ForwardPass) -> UnsafePointer<Float> {
        var values = input(pixels, pass)
        for (index, stage) in stages.enumerated() {
            let start = layerTimes.isEmpty ? nil : ContinuousClock.now
            values = stage.layer.forward(values, pass)
            if let start { layerTimes[index].forward += seconds(since: start) }
        }
        return values
    }

    /// Pixels / 255.
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

    /// Zeroes what lies between the entries of a flat vector.
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

extension LayerPlan {
    /// The layer with buffers for so many samples.
    fileprivate func layer(of network: Network, input: FeatureMap, samples: Int, kernels: KernelSet) -> any Layer {
        let entries = network.layout.entries[network.layout.layerEntries[place]]
        switch spec {
        case .conv2d(let options) where FirstConvolution2D.suits(options, self):
            return FirstConvolution2D(
                options, self, entries: entries, input: input, samples: samples,
                gradientIsRectified: network.poolsNormalized(from: place + 1), kernels: kernels)
        case .conv2d(let options):
            let needsInputGradient = network.needsInputGradient(at: place)
            let gradientIsRectified = network.poolsNormalized(from: place + 1)
            if let layout = winogradLayout {
                return WinogradConvolution2D(
                    options, self, layout: layout, entries: entries, input: input, samples: samples,
                    needsInputGradient: needsInputGradient, gradientIsRectified: gradientIsRectified,
                    kernels: kernels)
            }
            return Convolution2D(
                options, self, layout: panelLayout, entries: entries, input: input, samples: samples,
                needsInputGradient: needsInputGradient, gradientIsRectified: gradientIsRectified,
                kernels: kernels)
        case .batchNormalization(let options):
            return BatchNormalization(options, entries: entries, input: input, samples: samples)
        case .maxPooling2d(let options):
            return MaxPooling2D(options, self, input: input, samples: samples)
        case .dropout(let options):
            return Dropout(options, self, input: input, samples: samples, kernels: kernels)
        case .flatten:
            return Flatten(self, input: input, samples: samples)
        case .dense(let options):
            return Dense(
                options, self, entries: entries, input: input, samples: samples,
                needsInputGradient: network.needsInputGradient(at: place), kernels: kernels)
        }
    }
}

/// A layer that runs, and the places of the layers of the model that it stands for.
struct Stage {
    let places: Range<Int>
    let layer: any Layer
}

extension Network {
    /// The stage that begins with the layer at `place`.
    fileprivate func stage(from place: Int, input: FeatureMap, samples: Int, kernels: KernelSet) -> Stage {
        guard poolsNormalized(from: place), case .batchNormalization(let options) = plans[place].spec else {
            let layer = plans[place].layer(of: self, input: input, samples: samples, kernels: kernels)
            return Stage(places: place..<place + 1, layer: layer)
        }
        var mask: DropoutMask?
        if let plan = plans[(place + 2)...].first, case .dropout(let options) = plan.spec {
            mask = DropoutMask(options, plan, samples: samples, kernels: kernels)
        }
        let layer = NormalizedPooling(
            options, plans[place + 1], mask: mask, before: plans[..<place].last,
            entries: layout.entries[layout.layerEntries[place]], input: input, samples: samples, kernels: kernels)
        return Stage(places: place..<place + (mask == nil ? 2 : 3), layer: layer)
    }

    /// Whether the layers from `place` on are a batch normalization and a 2×2 pooling, which ``NormalizedPooling`` computes.
    fileprivate func poolsNormalized(from place: Int) -> Bool {
        guard place + 1 < plans.count, case .batchNormalization = plans[place].spec,
            case .maxPooling2d(let square) = plans[place + 1].spec
        else { return false }
        return square.poolSize == 2
    }
}
