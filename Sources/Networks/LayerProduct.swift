import Tensors

/// A matrix product that a layer computes for a micro-batch; `chorus bench kernels` measures it.
public struct LayerProduct: Sendable, Hashable {
    /// What a product computes for its layer: the outputs or a gradient.
    public enum Role: String, Sendable, Codable, CaseIterable {
        /// The outputs, from inputs and kernel.
        case forward
        /// The kernel's gradient, from the inputs and the gradient of the outputs.
        case kernelGradient = "kernel gradient"
        /// The gradient of the inputs, from the gradient of the outputs and the kernel.
        case inputGradient = "input gradient"
    }

    /// The name of the layer, for instance `conv2d_2`.
    public let layer: String
    /// What the product computes for the layer.
    public let role: Role
    /// The number of rows of the left matrix and of the product.
    public let rows: Int
    /// The number of columns of the right matrix and of the product.
    public let columns: Int
    /// The number of columns of the left matrix, which is the number of rows of the right one.
    public let inner: Int
    /// How many such products the layer computes for a micro-batch. A convolution by Winograd's algorithm cuts its
    /// output into tiles, and computes a number of tiles (a block) at a time: one product for each block and each point
    /// of the transform. Any other layer computes one product.
    public let count: Int
    /// How many of these products belong to one block of tiles; 1 for a layer that has no blocks. A benchmark gives the
    /// products of one block separate memory and uses the same memory for the next block, much as training does.
    public let countPerBlock: Int

    /// The number of floating-point operations of all `count` products.
    public var operations: Double { 2 * Double(rows * columns) * Double(inner * count) }
}

extension Network {
    /// Whether a training step computes the gradient of the input of the layer with this index. It does so only if a
    /// layer before this one is trained.
    func needsInputGradient(at index: Int) -> Bool {
        plans[..<index].contains(where: \.isTrained)
    }

    /// The number of floating-point operations of one layer in a training step, for one sample. Multiplications and
    /// additions are counted separately, for the outputs, for the kernel's gradient and, where a training step computes
    /// it, for the inputs' gradient. For frozen layers before the first trained one, only the outputs count. A
    /// convolution is counted as if it were computed directly, without Winograd's algorithm.
    func operations(of plan: LayerPlan) -> Double {
        forwardOperations(of: plan) * Double(1 + gradients(of: plan))
    }

    /// How many gradients a training step computes in a layer: 2 for kernel and inputs, 1 for the kernel alone, 0 for
    /// none. The backward pass ends at the first trained layer; for every later layer of the model, frozen or not, it
    /// computes both gradients.
    private func gradients(of plan: LayerPlan) -> Int {
        needsInputGradient(at: plan.index) ? 2 : plan.isTrained ? 1 : 0
    }

    /// The number of multiplications and additions for the outputs of a layer, for one sample; 0 for a layer without a
    /// kernel.
    private func forwardOperations(of plan: LayerPlan) -> Double {
        guard let kernel = plan.parameters.first(where: { $0.role == .kernel }) else { return 0 }
        return Double(2 * kernel.shape.reduce(1, *) * plan.output.height * plan.output.width)
    }

    /// The number of floating-point operations of the forward pass for one sample: the multiplications and additions of
    /// all dense layers and convolutions. A convolution is counted as if it were computed directly.
    public var forwardOperations: Double { plans.reduce(0) { $0 + forwardOperations(of: $1) } }

    /// The number of floating-point operations of a training step, forward and backward, for one sample. They are
    /// counted as for ``forwardOperations``.
    public var trainingOperations: Double { plans.reduce(0) { $0 + operations(of: $1) } }

    /// The products that a training step with `samples` samples computes: those of all convolutions by Winograd's
    /// algorithm and of all dense layers.
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

    /// The products that a library for matrices would compute for `samples` samples, for a comparison. Each convolution
    /// and each dense layer has one for its outputs, and one for each gradient that a training step computes. Channels
    /// are not padded. A convolution is the product of patches (pixels, kernel size² · in) and kernel (kernel size² ·
    /// in, out), as with im2col.
    public func plainProducts(samples: Int) -> [LayerProduct] {
        plans.flatMap { plan -> [LayerProduct] in
            guard let kernel = plan.parameters.first(where: { $0.role == .kernel }) else { return [] }
            return products(
                of: plan, rows: samples * plan.output.height * plan.output.width, columns: plan.output.channels,
                inner: kernel.shape.dropLast().reduce(1, *))
        }
    }

    /// A layer's products: the product of the forward pass, then the products of the backward pass. They all have the
    /// same three extents (rows, columns, inner), but in another order.
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
