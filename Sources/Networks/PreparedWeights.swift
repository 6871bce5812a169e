import Tensors

/// The weights of one version in the form that replicas read: the flat vector, and copies of the kernels in the layout
/// of the inner loops.
///
/// Several replicas of the network may read this object at the same time, as long as no thread changes it.
public final class PreparedWeights: @unchecked Sendable {
    /// The flat vector. Call ``prepare()`` after changing it.
    public let vector: FloatStorage
    let network: Network
    private let instructions: InstructionSet
    /// For each layer of the model, the layout of the copy of its kernel. Nil if there is no copy: the layer has no
    /// kernel, or reads it from the vector.
    private let layouts: [(any KernelLayout)?]
    private let storages: [FloatStorage?]
    private let scratch: FloatStorage
    /// For each layer, by its index in the model: the buckets that have changed since the layer was last prepared.
    private var changed: [Int: Set<Int>] = [:]

    /// Allocates weights that are all zero. Set ``vector`` and call ``prepare()`` before using them.
    public init(_ network: Network, instructions: InstructionSet = .widest) {
        self.network = network
        self.instructions = instructions
        vector = FloatStorage(count: network.layout.count)
        layouts = network.plans.map(\.kernelLayout)
        storages = layouts.map { $0.map { FloatStorage(count: $0.count) } }
        scratch = FloatStorage(count: layouts.reduce(0) { max($0, $1?.scratchCount ?? 0) })
    }

    /// Copies a flat vector and prepares the copy.
    public convenience init(_ network: Network, copying vector: FloatStorage, instructions: InstructionSet = .widest) {
        self.init(network, instructions: instructions)
        self.vector.copy(from: vector)
        prepare()
    }

    /// Copies all kernels from ``vector`` into their layouts. Must be called after the vector has changed.
    public func prepare() {
        layouts.indices.forEach(prepare(layer:))
        changed = [:]
    }

    /// Records that a bucket of the vector has changed. Once all buckets of a layer have changed, copies the layer's
    /// kernel into its layout. So the weights of a layer can be prepared while those of other layers still arrive.
    public func prepare(bucket: Int) {
        let buckets = network.layout.layerBuckets
        guard let index = buckets.firstIndex(where: { $0.contains(bucket) }) else { return }
        changed[index, default: []].insert(bucket)
        guard changed[index]?.count == buckets[index].count else { return }
        prepare(layer: index)
        changed[index] = nil
    }

    /// Prepares the layers of which ``prepare(bucket:)`` has seen some buckets, but not all.
    public func finishPreparing() {
        changed.keys.forEach(prepare(layer:))
        changed = [:]
    }

    private func prepare(layer index: Int) {
        guard let layout = layouts[index], let target = storages[index]?.pointer else { return }
        let entry = network.layout.entries[network.layout.layerEntries[index].lowerBound]
        layout.fill(target, from: vector.pointer + entry.offset, instructions, scratch: scratch.pointer)
    }

    /// A pointer to the first float of the flat vector, for reading.
    var pointer: UnsafePointer<Float> { UnsafePointer(vector.pointer) }

    /// The copy of a layer's kernel in its ``KernelLayout``. The layer must have such a copy.
    func kernels(of index: Int) -> UnsafePointer<Float> {
        guard let storage = storages[index] else { preconditionFailure("layer \(index) has no kernels of its own") }
        return UnsafePointer(storage.pointer)
    }
}

/// The layout in which the inner loops read a layer's kernel.
protocol KernelLayout: Sendable {
    /// The number of floats that a kernel takes in this layout.
    var count: Int { get }
    /// The number of floats of scratch memory that ``fill(_:from:_:scratch:)`` needs.
    var scratchCount: Int { get }
    /// Writes the layer's kernel to `target` in this layout. `kernel` is its place in the flat vector.
    func fill(
        _ target: UnsafeMutablePointer<Float>, from kernel: UnsafePointer<Float>, _ instructions: InstructionSet,
        scratch: UnsafeMutablePointer<Float>)
}

/// The layout of a dense layer's kernel (rows, columns): its rows are padded to whole groups of channels.
struct PaddedRows: KernelLayout {
    let rows: Int
    let columns: Int

    var count: Int { rows * roundedUp(columns, to: ChannelGroup.scalarCount) }
    let scratchCount = 0

    func fill(
        _ target: UnsafeMutablePointer<Float>, from kernel: UnsafePointer<Float>, _ instructions: InstructionSet,
        scratch: UnsafeMutablePointer<Float>
    ) {
        copyRows(
            kernel, stride: columns, to: target, stride: roundedUp(columns, to: ChannelGroup.scalarCount), rows: rows,
            columns: columns)
    }
}

/// The layout of a convolution's kernel (inner, columns) for products with patches: the kernel in panels, then its
/// transpose in panels, see ``RightFactor/panels(_:inner:)``. Each of the two can be the right side of a product.
struct PanelLayout: KernelLayout {
    let inner: Int
    let columns: Int

    private var plainCount: Int { inner * roundedUp(columns, to: RightFactor.panelWidth) }
    var count: Int { plainCount + columns * roundedUp(inner, to: RightFactor.panelWidth) }
    let scratchCount = 0

    func fill(
        _ target: UnsafeMutablePointer<Float>, from kernel: UnsafePointer<Float>, _ instructions: InstructionSet,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let width = RightFactor.panelWidth
        for column in stride(from: 0, to: columns, by: width) {
            copyRows(
                kernel + column, stride: columns, to: target + column * inner, stride: width, rows: inner,
                columns: min(width, columns - column))
        }
        for row in stride(from: 0, to: inner, by: width) {
            instructions.transpose(
                rows: min(width, inner - row), columns: columns, kernel + row * columns, stride: columns,
                into: target + plainCount + row * columns, stride: width)
        }
    }

    /// The kernel (inner, columns), as the right side of a product.
    func plain(_ kernels: UnsafePointer<Float>) -> RightFactor { .panels(kernels, inner: inner) }
    /// The transpose of the kernel (columns, inner), as the right side of a product.
    func transposed(_ kernels: UnsafePointer<Float>) -> RightFactor {
        .panels(kernels + plainCount, inner: columns)
    }
}

extension LayerPlan {
    /// The layout of the copy of this layer's kernel. Nil if the layer has no kernel, or its inner loops read the
    /// kernel from the flat vector.
    var kernelLayout: (any KernelLayout)? {
        switch spec {
        case .conv2d(let options) where FirstConvolution2D.suits(options, self): nil
        case .conv2d: winogradLayout ?? panelLayout
        case .dense where !FeatureMap(output).isPacked: PaddedRows(rows: input.channels, columns: output.channels)
        default: nil
        }
    }

    /// The layout for a convolution that is computed as a product with patches.
    var panelLayout: PanelLayout {
        guard case .conv2d(let options) = spec else { preconditionFailure("\(name) is no convolution") }
        return PanelLayout(inner: options.kernelSize * options.kernelSize * input.channels, columns: output.channels)
    }

    /// The layout for a 3×3 convolution by Winograd's algorithm, with the tile size that takes the fewest
    /// multiplications. Nil if the kernel is not 3×3, if pixels of the input are not padded to whole groups of
    /// channels, or if a product with patches takes no more multiplications.
    var winogradLayout: WinogradLayout? {
        let inputMap = FeatureMap(input, packed: index == 0)
        guard case .conv2d(let options) = spec, options.kernelSize == 3,
            inputMap.pixelStride.isMultiple(of: ChannelGroup.scalarCount)
        else { return nil }
        let layouts = [2, 3, 4].map { WinogradLayout(outputs: $0, input: inputMap, output: FeatureMap(output)) }
        func products(_ layout: WinogradLayout) -> Int {
            layout.tiles(of: output, samples: 1) * layout.points * layout.padded.input
        }
        let ofPatches = 9 * output.height * output.width * input.channels
        return layouts.filter { products($0) < ofPatches }.min { products($0) < products($1) }
    }
}
