import Tensors

extension LayerPlan {
    /// Makes the ``Layer`` object that computes this layer of `network`. Its buffers have room for `samples` samples.
    /// `input` says how the layer's input lies in memory.
    fileprivate func layer(of network: Network, input: FeatureMap, samples: Int, instructions: InstructionSet)
        -> any Layer
    {
        let entries = network.layout.entries[network.layout.layerEntries[index]]
        switch spec {
        case .conv2d(let options) where FirstConvolution2D.suits(options, self):
            return FirstConvolution2D(
                options, self, entries: entries, input: input, samples: samples,
                gradientIsRectified: network.poolsNormalized(from: index + 1), instructions: instructions)
        case .conv2d(let options):
            let needsInputGradient = network.needsInputGradient(at: index)
            let gradientIsRectified = network.poolsNormalized(from: index + 1)
            if let layout = winogradLayout {
                return WinogradConvolution2D(
                    options, self, layout: layout, entries: entries, input: input, samples: samples,
                    needsInputGradient: needsInputGradient, gradientIsRectified: gradientIsRectified,
                    instructions: instructions)
            }
            return Convolution2D(
                options, self, layout: panelLayout, entries: entries, input: input, samples: samples,
                needsInputGradient: needsInputGradient, gradientIsRectified: gradientIsRectified,
                instructions: instructions)
        case .batchNormalization(let options):
            return BatchNormalization(options, entries: entries, input: input, samples: samples)
        case .maxPooling2d(let options):
            return MaxPooling2D(options, self, input: input, samples: samples)
        case .dropout(let options):
            return Dropout(options, self, input: input, samples: samples, instructions: instructions)
        case .flatten:
            return Flatten(self, input: input, samples: samples)
        case .dense(let options):
            return Dense(
                options, self, entries: entries, input: input, samples: samples,
                needsInputGradient: network.needsInputGradient(at: index), instructions: instructions)
        }
    }
}

/// A ``Layer`` object, and the indices of the layers of the model that the object computes: a single layer, or two or
/// three neighbouring layers that ``NormalizedPooling`` computes in one pass.
struct Stage {
    let layers: Range<Int>
    let layer: any Layer
}

extension Network {
    /// Makes the stage that begins with layer `index` of the model. The stage has two or three layers if
    /// ``poolsNormalized(from:)`` is true for `index`, and one layer otherwise.
    func stage(from index: Int, input: FeatureMap, samples: Int, instructions: InstructionSet) -> Stage {
        guard poolsNormalized(from: index), case .batchNormalization(let options) = plans[index].spec else {
            let layer = plans[index].layer(of: self, input: input, samples: samples, instructions: instructions)
            return Stage(layers: index..<index + 1, layer: layer)
        }
        var mask: DropoutMask?
        if let plan = plans[(index + 2)...].first, case .dropout(let options) = plan.spec {
            mask = DropoutMask(options, plan, samples: samples, instructions: instructions)
        }
        let layer = NormalizedPooling(
            options, plans[index + 1], mask: mask, before: plans[..<index].last,
            entries: layout.entries[layout.layerEntries[index]], input: input, samples: samples,
            instructions: instructions)
        return Stage(layers: index..<index + (mask == nil ? 2 : 3), layer: layer)
    }

    /// Whether layer `index` is a batch normalization and the layer after it a 2×2 pooling. A single
    /// ``NormalizedPooling`` then computes both.
    fileprivate func poolsNormalized(from index: Int) -> Bool {
        guard index + 1 < plans.count, case .batchNormalization = plans[index].spec,
            case .maxPooling2d(let square) = plans[index + 1].spec
        else { return false }
        return square.poolSize == 2
    }
}
