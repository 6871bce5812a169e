import Tensors

/// The weights of one version as replicas read them: the flat vector, and kernels laid out anew for the inner loops.
///
/// Several replicas of the network may read it at once, while nobody writes.
public final class PreparedWeights: @unchecked Sendable {
    /// The flat vector. Whoever has changed it calls ``prepare()``.
    public let vector: FloatStorage
    let network: Network
    private let kernels: KernelSet
    /// What each layer's kernels lie like, by the layer's place; nil where they are read from the vector.
    private let layouts: [(any KernelLayout)?]
    private let storages: [FloatStorage?]
    private let scratch: FloatStorage
    /// The buckets that have changed of layers that are not laid out since, by the layer's place.
    private var changed: [Int: Set<Int>] = [:]

    /// All zeros, until they are set and prepared.
    public init(_ network: Network, kernels: KernelSet = .widest) {
        self.network = network
        self.kernels = kernels
        vector = FloatStorage(count: network.layout.count)
        layouts = network.plans.map(\.kernelLayout)
        storages = layouts.map { $0.map { FloatStorage(count: $0.count) } }
        scratch = FloatStorage(count: layouts.reduce(0) { max($0, $1?.scratchCount ?? 0) })
    }

    /// A copy of a flat vector, prepared.
    public convenience init(_ network: Network, copying vector: FloatStorage, kernels: KernelSet = .widest) {
        self.init(network, kernels: kernels)
        self.vector.copy(from: vector)
        prepare()
    }

    /// Lays the kernels out after the vector has changed.
    public func prepare() {
        layouts.indices.forEach(prepare(layer:))
        changed = [:]
    }

    /// Takes note that a bucket has changed; lays its layer out once all of the layer's have.
    public func prepare(bucket: Int) {
        let buckets = network.layout.layerBuckets
        guard let place = buckets.firstIndex(where: { $0.contains(bucket) }) else { return }
        changed[place, default: []].insert(bucket)
        guard changed[place]?.count == buckets[place].count else { return }
        prepare(layer: place)
        changed[place] = nil
    }

    /// Lays out the layers of which only some buckets have changed.
    public func finishPreparing() {
        changed.keys.forEach(prepare(layer:))
        changed = [:]
    }

    private func prepare(layer place: Int) {
        guard let layout = layouts[place], let target = storages[place]?.pointer else { return }
        let entry = network.layout.entries[network.layout.layerEntries[place].lowerBound]
        layout.fill(target, from: vector.pointer + entry.offset, kernels, scratch: scratch.pointer)
    }

    /// The flat vector.
    var pointer: UnsafePointer<Float> { UnsafePointer(vector.pointer) }

    /// The kernels of a layer that has a ``KernelLayout``, as that says.
    func kernels(of place: Int) -> UnsafePointer<Float> {
        guard let storage = storages[place] else { preconditionFailure("layer \(place) has no kernels of its own") }
        return UnsafePointer(storage.pointer)
    }
}

/// How the kernels of a layer lie when its inner loops read them.
protocol KernelLayout: Sendable {
    /// Floats of it.
    var count: Int { get }
    /// Floats that are needed to make it.
    var scratchCount: Int { get }
    /// Makes it from the layer's kernel as it lies in the flat vector.
    func fill(
        _ target: UnsafeMutablePointer<Float>, from kernel: UnsafePointer<Float>, _ kernels: KernelSet,
        scratch: UnsafeMutablePointer<Float>)
}

/// A kernel (rows, columns) with rows padded to whole ``Lanes``.
struct PaddedRows: KernelLayout {
    let rows: Int
    let columns: Int

    var count: Int { rows * roundedUp(columns, to: Lanes.scalarCount) }
    let scratchCount = 0

    func fill(
        _ target: UnsafeMutablePointer<Float>, from kernel: UnsafePointer<Float>, _ kernels: KernelSet,
        scratch: UnsafeMutablePointer<Float>
    ) {
        copyRows(
            kernel, stride: columns, to: target, stride: roundedUp(columns, to: Lanes.scalarCount), rows: rows,
            columns: columns)
    }
}

/// A kernel (inner, columns) as a product's right side, and transposed, in panels both.
struct PanelLayout: KernelLayout {
    let inner: Int
    let columns: Int

    private var plainCount: Int { inner * roundedUp(columns, to: RightFactor.panelWidth) }
    var count: Int { plainCount + columns * roundedUp(inner, to: RightFactor.panelWidth) }
    let scratchCount = 0

    func fill(
        _ target: UnsafeMutablePointer<Float>, from kernel: UnsafePointer<Float>, _ kernels: KernelSet,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let width = RightFactor.panelWidth
        for column in stride(from: 0, to: columns, by: width) {
            copyRows(
                kernel + column, stride: columns, to: target + column * inner, stride: width, rows: inner,
                columns: min(width, columns - column))
        }
        for row in stride(from: 0, to: inner, by: width) {
            kernels.transpose(
                rows: min(width, inner - row), columns: columns, kernel + row * columns, stride: columns,
                into: target + plainCount + row * columns, stride: width)
        }
    }

    /// The kernel.
    func plain(_ kernels: UnsafePointer<Float>) -> RightFactor { .panels(kernels, inner: inner) }
    /// Its transpose (columns, inner).
    func transposed(_ kernels: UnsafePointer<Float>) -> RightFactor {
        .panels(kernels + plainCount, inner: columns)
    }
}

extension LayerPlan {
    /// How this layer's kernels lie; nil if its inner loops read them from the flat vector.
    var kernelLayout: (any KernelLayout)? {
        switch spec {
        case .conv2d(let options) where FirstConvolution2D.suits(options, self): nil
        case .conv2d: winogradLayout ?? panelLayout
        case .dense where !FeatureMap(output).isPacked: PaddedRows(rows: input.channels, columns: output.channels)
        default: nil
        }
    }

    /// That of a convolution by a product with patches.
    var panelLayout: PanelLayout {
        guard case .conv2d(let options) = spec else { preconditionFailure("\(name) is no convolution") }
        return PanelLayout(inner: options.kernelSize * options.kernelSize * input.channels, columns: output.channels)
    }

    /// That of a 3×3 convolution whose tiles take fewer multiplications than its taps; of several the one with the fewest.
    var winogradLayout: WinogradLayout? {
        let inputMap = FeatureMap(input, packed: place == 0)
        guard case .conv2d(let options) = spec, options.kernelSize == 3,
            inputMap.pixelStride.isMultiple(of: Lanes.scalarCount)
        else { return nil }
        let layouts = [2, 3, 4].map { WinogradLayout(outputs: $0, input: inputMap, output: FeatureMap(output)) }
        func products(_ layout: WinogradLayout) -> Int {
            layout.tiles(of: output, samples: 1) * layout.points * layout.padded.input
        }
        let ofPatches = 9 * output.height * output.width * input.channels
        return layouts.filter { products($0) < ofPatches }.min { products($0) < products($1) }
    }
}
