import Tensors

/// A square window on a feature map that may reach beyond its edges, where there are zeros.
struct TileWindow {
    /// Where the pixels of a window lie: the first, and the distances between rows and between pixels.
    struct Place {
        let pointer: UnsafeMutablePointer<Float>
        let rowStride: Int
        let pixelStride: Int
    }

    let map: FeatureMap
    /// Pixels on a side.
    let side: Int
    /// Stands in for windows that are not wholly inside.
    private let scratch: FloatStorage

    init(map: FeatureMap, side: Int) {
        self.map = map
        self.side = side
        scratch = FloatStorage(count: side * side * map.pixelStride)
    }

    private func isInside(y: Int, x: Int) -> Bool {
        y >= 0 && x >= 0 && y + side <= map.height && x + side <= map.width
    }

    private var scratchPlace: Place {
        Place(pointer: scratch.pointer, rowStride: side * map.pixelStride, pixelStride: map.pixelStride)
    }

    /// Calls `body` with the pixels of a sample's window at row y and column x, to read.
    @inline(__always)
    func read(_ sample: UnsafePointer<Float>, y: Int, x: Int, _ body: (Place) -> Void) {
        let pixels = UnsafeMutablePointer(mutating: sample)
        guard !isInside(y: y, x: x) else {
            body(place(pixels, y: y, x: x))
            return
        }
        scratch.clear()
        forEachRowInside(pixels, y: y, x: x) { $1.update(from: $0, count: $2) }
        body(scratchPlace)
    }

    /// Calls `body` with the place to write the pixels of a sample's window at row y and column x to.
    @inline(__always)
    func write(_ sample: UnsafeMutablePointer<Float>, y: Int, x: Int, _ body: (Place) -> Void) {
        guard !isInside(y: y, x: x) else {
            body(place(sample, y: y, x: x))
            return
        }
        body(scratchPlace)
        forEachRowInside(sample, y: y, x: x) { $0.update(from: $1, count: $2) }
    }

    /// Calls `body` with the place to add something to the pixels of a sample's window at row y and column x.
    @inline(__always)
    func add(_ sample: UnsafeMutablePointer<Float>, y: Int, x: Int, _ body: (Place) -> Void) {
        guard !isInside(y: y, x: x) else {
            body(place(sample, y: y, x: x))
            return
        }
        scratch.clear()
        body(scratchPlace)
        forEachRowInside(sample, y: y, x: x) { VectorKernels.add($1, to: $0, count: $2) }
    }

    private func place(_ sample: UnsafeMutablePointer<Float>, y: Int, x: Int) -> Place {
        Place(
            pointer: sample + y * map.rowStride + x * map.pixelStride, rowStride: map.rowStride,
            pixelStride: map.pixelStride)
    }

    /// Visits the part of each row that is inside: its pixels, those of the scratch, and how many floats.
    @inline(__always)
    private func forEachRowInside(
        _ sample: UnsafeMutablePointer<Float>, y: Int, x: Int,
        _ body: (_ pixels: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>, _ count: Int) -> Void
    ) {
        let (top, left) = (max(y, 0), max(x, 0))
        let count = (min(x + side, map.width) - left) * map.pixelStride
        for row in top..<min(y + side, map.height) {
            body(
                sample + row * map.rowStride + left * map.pixelStride,
                scratch.pointer + ((row - y) * side + left - x) * map.pixelStride, count)
        }
    }
}
