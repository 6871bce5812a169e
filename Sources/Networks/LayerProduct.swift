import Tensors

/// A matrix product that a layer computes for a micro-batch; `chorus bench kernels` measures it.
public struct LayerProduct: Sendable, Hashable {
    /// What the product computes.
    public enum Role: String, Sendable, Codable, CaseIterable {
        /// The outputs, from inputs and kernel.
        case forward
        /// The kernel's gradient, from the inputs and the gradient of the outputs.
        case kernelGradient = "kernel gradient"
        /// The gradient of the inputs, from the gradient of the outputs and the kernel.
        case inputGradient = "input gradient"
    }

    /// The layer, for instance `conv2d_2`.
    public let layer: String
    /// What it computes.
    public let role: Role
    /// Rows of the left side.
    public let rows: Int
    /// Columns of the right side.
    public let columns: Int
    /// Columns of the left side.
    public let inner: Int
    /// How many such products there are: for Winograd's algorithm, points of the transform times blocks of tiles.
    public let count: Int
    /// How many of these products use separate memory: those of one block. All blocks use the same memory.
    public let countPerBlock: Int

    /// Floating-point operations of all `count` products.
    public var operations: Double { 2 * Double(rows * columns) * Double(inner * count) }
}

extension Network {
    /// Whether a training step computes the gradient of a layer's input: only if a layer before it has parameters.
    func needsInputGradient(at index: Int) -> Bool {
        plans[..<index].contains(where: \.isTrained)
    }

    /// Floating-point operations of a training step for one sample, multiplications and additions counted separately:
    /// for the outputs, the kernel's gradient and, where it is needed, the inputs' gradient. For frozen layers before
    /// the first trained one, only the outputs count. A convolution is counted as if it were computed directly,
    /// without Winograd's algorithm.
    func operations(of plan: LayerPlan) -> Double {
        forwardOperations(of: plan) * Double(1 + gradients(of: plan))
    }

    /// How many gradients of a layer a training step computes: 2 for kernel and inputs, 1 for the kernel alone, 0 for
    /// none. The backward pass ends at the first trained layer; for every layer after that one in forward order,
    /// frozen or not, it computes both.
    private func gradients(of plan: LayerPlan) -> Int {
        needsInputGradient(at: plan.index) ? 2 : plan.isTrained ? 1 : 0
    }

    /// Multiplications and additions for the outputs alone.
    private func forwardOperations(of plan: LayerPlan) -> Double {
        guard let kernel = plan.parameters.first(where: { $0.role == .kernel }) else { return 0 }
        return Double(2 * kernel.shape.reduce(1, *) * plan.output.height * plan.output.width)
    }

    /// Floating-point operations of the forward pass for one sample: multiplications and additions of all dense
    /// layers and convolutions. A convolution is counted as if it were computed directly.
    public var forwardOperations: Double { plans.reduce(0) { $0 + forwardOperations(of: $1) } }

    /// Floating-point operations of a training step, forward and backward, for one sample.
    public var trainingOperations: Double { plans.reduce(0) { $0 + operations(of: $1) } }

    /// The products of all convolutions by Winograd's algorithm and of all dense layers, for `samples` samples.
    public func products(samples: Int) -> [LayerProduct] {
        plans.flatMap { plan -> [LayerProduct] in
            switch plan.spec {
            case .conv2d(let options):
                guard !FirstConvolution2D.suits(options, plan), let layout = plan.winogradLayout else { return [] }
                let tiles = layout.tiles(of: plan.output, samples: samples)
                let block = layout.tilesPerBlock(of: tiles)
                return products(
                    of: plan, rows: block, columns: layout.padded.output, inner: layout.padded.input,
                    count: layout.points, blocks: (tiles + block - 1) / block)
            case .dense:
                let (input, output) = (FeatureMap(plan.input), FeatureMap(plan.output))
                return products(of: plan, rows: samples, columns: output.pixelStride, inner: input.pixelStride)
            default:
                return []
            }
        }
    }

    /// The products of all convolutions and dense layers for `samples` samples, without padding of channels. A
    /// convolution is the product of patches (pixels, taps · in) and kernel (taps · in, out), as with im2col.
    public func plainProducts(samples: Int) -> [LayerProduct] {
        plans.flatMap { plan -> [LayerProduct] in
            guard let kernel = plan.parameters.first(where: { $0.role == .kernel }) else { return [] }
            return products(
                of: plan, rows: samples * plan.output.height * plan.output.width, columns: plan.output.channels,
                inner: kernel.shape.dropLast().reduce(1, *))
        }
    }

    /// A layer's products: the forward one, then those of the backward pass, which have the same three extents (rows,
    /// columns, inner) in another order.
    private func products(
        of plan: LayerPlan, rows: Int, columns: Int, inner: Int, count: Int = 1, blocks: Int = 1
    ) -> [LayerProduct] {
        func product(_ role: LayerProduct.Role, rows: Int, columns: Int, inner: Int) -> LayerProduct {
            LayerProduct(
                layer: plan.name, role: role, rows: rows, columns: columns, inner: inner, count: count * blocks,
                countPerBlock: count)
        }
        let products = [
            product(.forward, rows: rows, columns: columns, inner: inner),
            product(.kernelGradient, rows: inner, columns: columns, inner: rows),
            product(.inputGradient, rows: rows, columns: inner, inner: columns),
        ]
        return Array(products.prefix(1 + gradients(of: plan)))
    }
}
